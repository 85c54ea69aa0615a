import { describe, expect, it } from 'vitest';
import { formatBytes } from './format-bytes.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [50_645_000, '48.3 MiB'],
    [1023.9 * 1024, '1 MiB'],
    [161_061_273_600, '150 GiB'],
    [2 ** 50, '1 PiB'],
  ])('writes %d', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });
});
