import { expect, it } from 'vitest';
import { cronProblem } from '#lib/schemas/schedule.ts';
import { choiceOf, PRESETS, timeZones } from './schedules.ts';

it.each([
  [null, 'off'],
  ['0 3 * * *', 'nightly'],
  [' 0 3 * * 0 ', 'weekly'],
  ['0 3 1 * *', 'monthly'],
  ['30 4 * * 1-5', 'custom'],
])('%s is %s', (schedule, choice) => {
  expect(choiceOf(schedule)).toBe(choice);
});

it.each(Object.values(PRESETS))('%s is a schedule', (cron) => {
  expect(cronProblem(cron)).toBeNull();
});

it('what is saved can be chosen, whether the browser knows it or not', () => {
  expect(timeZones('Mars/Olympus')).toContain('Mars/Olympus');
  expect(timeZones('UTC').filter((zone) => zone === 'UTC')).toHaveLength(1);
});
