import { describe, expect, it } from 'vitest';
import { parseRange } from './range.ts';

describe('parseRange of 100 bytes', () => {
  it.each<[string | undefined, [number, number] | null]>([
    [undefined, null],
    ['bytes=0-0', [0, 0]],
    ['bytes=0-', [0, 99]],
    ['bytes=10-19', [10, 19]],
    ['bytes = 10 - 19', [10, 19]],
    ['bytes=99-', [99, 99]],
    ['bytes=90-1000', [90, 99]],
    ['bytes=-10', [90, 99]],
    ['bytes=-1000', [0, 99]],
    ['bytes=0-1,5-6', null],
  ])('%s', (header, expected) => {
    expect(parseRange(header, 100)).toEqual(expected && { start: expected[0], end: expected[1] });
  });

  it.each([
    'bytes=500-0',
    'bytes=100-',
    'bytes=200-300',
    'bytes=abc',
    'bytes=-',
    'bytes=-0',
    'items=0-1',
    'bytes',
    '',
    'bytes=1e3-',
  ])('refuses "%s"', (header) => {
    expect(() => parseRange(header, 100)).toThrow(expect.objectContaining({ code: 'RANGE_INVALID' }));
  });

  it('refuses every range of nothing', () => {
    expect(() => parseRange('bytes=0-', 0)).toThrow();
    expect(() => parseRange('bytes=-5', 0)).toThrow();
    expect(parseRange(undefined, 0)).toBeNull();
  });
});
