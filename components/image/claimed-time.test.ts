import { expect, it } from 'vitest';
import { claimedTime } from './claimed-time.ts';

it.each([
  ['2026-01-15T08:30:00Z', '2026-01-15T08:30:00Z'],
  ['1970-01-01T00:00:00Z', null],
  ['1980-01-01T00:00:01Z', null],
  ['0001-01-01T00:00:00Z', null],
  ['yesterday', null],
  [null, null],
])('%s is %s', (claim, time) => {
  expect(claimedTime(claim)).toBe(time);
});
