import { expect, it } from 'vitest';
import { isFull, limitsOf } from './disk.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

it.each([
  [400 * MIB, { watermark: 20 * MIB, reserve: 40 * MIB, critical: 10 * MIB }],
  [20 * GIB, { watermark: GIB, reserve: 256 * MIB, critical: 256 * MIB }],
  [1024 * GIB, { watermark: 2 * GIB, reserve: 256 * MIB, critical: 256 * MIB }],
])('of %d bytes so much is kept free', (total, limits) => {
  expect(limitsOf(total)).toEqual(limits);
});

it.each([
  ['as much as is to be kept', 20, 40, false],
  ['less', 19, 40, true],
  ['the reserve, which was given up for deletes', 59, 0, true],
  ['room for the reserve again', 60, 0, false],
])('free is %s', (_what, free, reserve, full) => {
  expect(isFull({ total: 400 * MIB, free: free * MIB, reserve: reserve * MIB })).toBe(full);
});
