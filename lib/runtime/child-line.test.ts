import { expect, it } from 'vitest';
import { isAlarming, lastWords, readChildLine } from './child-line.ts';

it.each([
  ['{"level":40,"msg":"slow"}', { level: 40, message: 'slow' }],
  [
    '{"level":50,"msg":"push failed","err":{"message":"disk full"}}',
    { level: 50, message: 'push failed: disk full' },
  ],
  ['{"level":60,"msg":"disk full","err":{"message":"disk full"}}', { level: 60, message: 'disk full' }],
  ['{"level":50,"err":{"message":"disk full"}}', { level: 50, message: 'disk full' }],
  ['{"no":"level"}', undefined],
  ['{broken', undefined],
  ['    at main (file.ts:1:1)', undefined],
])('reads %s', (line, shown) => {
  expect(readChildLine(line)).toEqual(shown);
});

it('finds the sentence with which a child ended', () => {
  expect(lastWords(['{"level":60,"msg":"Port 1 is taken."}', '{"level":30,"msg":"bye"}'])).toBe(
    'Port 1 is taken.',
  );
  expect(lastWords(['throw x', "Error: Cannot find module 'x'", '    at y'])).toBe(
    "Error: Cannot find module 'x'",
  );
  expect(lastWords(['all is well'])).toBeUndefined();
});

it('tells alarms from what stores say every day', () => {
  expect(isAlarming('2026 [1] ERROR:  duplicate key value violates unique constraint')).toBe(false);
  expect(isAlarming('time="…" level=error msg="manifest unknown"')).toBe(false);
  expect(isAlarming('2026 [1] PANIC:  could not write to file')).toBe(true);
  expect(isAlarming('time="…" level=error msg="write: no space left on device"')).toBe(true);
});
