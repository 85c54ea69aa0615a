import { describe, expect, it } from 'vitest';
import { relative } from './relative.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const ago = (seconds: number) => relative(NOW - seconds * 1000, NOW);

describe('relative', () => {
  it.each([
    [0, { unit: 'now', count: 0 }],
    [59, { unit: 'now', count: 0 }],
    [60, { unit: 'minutes', count: 1 }],
    [3599, { unit: 'minutes', count: 59 }],
    [3600, { unit: 'hours', count: 1 }],
    [86_400, { unit: 'days', count: 1 }],
    [30 * 86_400, { unit: 'days', count: 30 }],
    [31 * 86_400, { unit: 'date', count: 0 }],
    [-10, { unit: 'now', count: 0 }],
    [-7200, { unit: 'inHours', count: 2 }],
    [-6.5 * 86_400, { unit: 'inDays', count: 6 }],
  ])('says how %d seconds ago reads', (seconds, expected) => {
    expect(ago(seconds)).toEqual(expected);
  });
});
