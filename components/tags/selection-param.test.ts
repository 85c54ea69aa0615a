import { describe, expect, it } from 'vitest';
import { selectionOf, selectionParam } from './selection-param.ts';

describe('the selection in an address', () => {
  it('goes there and back', () => {
    expect(selectionOf(selectionParam(new Set(['1.0', 'pr_2'])))).toEqual(['1.0', 'pr_2']);
  });

  it('is not there for none, or for too many', () => {
    expect(selectionParam(new Set())).toBeNull();
    expect(selectionParam(new Set(Array.from({ length: 500 }, (_, n) => `nightly-${n}`)))).toBeNull();
  });

  it('is none where there is nothing to read', () => {
    expect(selectionOf(null)).toEqual([]);
    expect(selectionOf(',,')).toEqual([]);
  });
});
