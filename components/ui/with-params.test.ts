import { describe, expect, it } from 'vitest';
import { withParams } from './with-params.ts';

describe('withParams', () => {
  it.each([
    ['', { q: 'rc' }, '?q=rc'],
    ['q=rc&sort=name', { q: null }, '?sort=name'],
    ['q=rc', { q: '' }, ''],
    ['q=rc', { q: 'v1', cursor: null }, '?q=v1'],
  ])('%j with %j', (before, changes, after) => {
    expect(withParams(new URLSearchParams(before), changes)).toBe(after);
  });
});
