import { describe, expect, it } from 'vitest';
import { cronProblem, timeZoneProblem } from './schedule.ts';

describe('a schedule', () => {
  it.each([
    '0 3 * * *',
    '*/10 * * * *',
    '5,35 0-6/2 1 jan,Jul mon-fri',
    '0 0 29 2 *',
    '0 0 31 2 mon',
    '0 0 * * 7',
  ])('may be %s', (expression) => expect(cronProblem(expression)).toBeNull());

  it.each([
    ['', 'five fields'],
    ['0 3 * *', 'five fields'],
    ['0 3 * * * *', 'five fields'],
    ['@daily', 'five fields'],
    ['60 3 * * *', '"60" is no minute'],
    ['0 5-3 * * *', '"5-3" is no hour'],
    ['0 3/2 * * *', '"3/2" is no hour'],
    ['0 3 0 * *', '"0" is no day of the month'],
    ['0 3 * * mo', '"mo" is no day of the week'],
    ['0 3 */0 * *', '"*/0" is no day of the month'],
    ['0 3 30 2 *', 'No such day'],
    ['0 3 31 2,4,jun *', 'No such day'],
  ])('may not be "%s"', (expression, problem) => expect(cronProblem(expression)).toContain(problem));
});

it('knows time zones', () => {
  expect(timeZoneProblem('Europe/Berlin')).toBeNull();
  expect(timeZoneProblem('UTC')).toBeNull();
  expect(timeZoneProblem('Europe/Lighter')).toContain('no such time zone');
});
