import { describe, expect, it } from 'vitest';
import { notPulledSince } from './not-pulled-since.ts';

const day = (n: number) => new Date(Date.UTC(2026, 4, n));

describe('notPulledSince', () => {
  it.each([
    ['the push, when counting had begun', { pushedAt: day(9), lastPulledAt: null }, day(9).toISOString()],
    [
      'the day counting began, for what is older',
      { pushedAt: day(1), lastPulledAt: null },
      day(3).toISOString(),
    ],
    ['nothing, for what was pulled', { pushedAt: day(1), lastPulledAt: day(4) }, null],
  ])('is %s', (_, row, expected) => {
    expect(notPulledSince(row, day(3))).toBe(expected);
  });
});
