import { describe, expect, it } from 'vitest';
import { readable } from './readable.ts';

describe('readable', () => {
  it.each([
    ['{"a":[1]}', '{\n  "a": [\n    1\n  ]\n}'],
    ['{\n   "a": 1\n}', '{\n   "a": 1\n}'],
    ['not json', 'not json'],
  ])('shows %j', (text, shown) => {
    expect(readable(text)).toBe(shown);
  });
});
