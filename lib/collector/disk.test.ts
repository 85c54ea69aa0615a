import { expect, it } from 'vitest';
import { limitsOf } from './disk.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

it.each([
  [400 * MIB, { watermark: 20 * MIB, reserve: 40 * MIB, critical: 10 * MIB }],
  [20 * GIB, { watermark: GIB, reserve: 256 * MIB, critical: 256 * MIB }],
  [1024 * GIB, { watermark: 2 * GIB, reserve: 256 * MIB, critical: 256 * MIB }],
])('of %d bytes so much is kept free', (total, limits) => {
  expect(limitsOf(total)).toEqual(limits);
});
