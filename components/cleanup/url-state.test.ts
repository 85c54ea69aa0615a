import { describe, expect, it } from 'vitest';
import { decisionsFilter, isFiltered, partOf, verdictsFilter } from './url-state.ts';

const from = (query: string) => (name: string) => new URLSearchParams(query).get(name);

describe('verdictsFilter', () => {
  it.each([
    ['', { sort: 'default' }],
    [
      'outcome=delete&rule=r1&repository=acme/api&change=added&q=pr&sort=-age',
      {
        outcome: 'delete',
        rule: 'r1',
        repository: 'acme/api',
        change: 'added',
        q: 'pr',
        sort: '-age',
      },
    ],
    ['outcome=gone&change=maybe&sort=colour&q=', { sort: 'default' }],
    [`q=${'x'.repeat(129)}`, { sort: 'default' }],
  ])('%s', (query, filter) => {
    expect(verdictsFilter(from(query))).toEqual(filter);
  });
});

it('a filter is one with more than an order', () => {
  expect(isFiltered(verdictsFilter(from('sort=-age')))).toBe(false);
  expect(isFiltered(verdictsFilter(from('q=a')))).toBe(true);
  expect(isFiltered(decisionsFilter(from('')))).toBe(false);
  expect(isFiltered(decisionsFilter(from('outcome=kept')))).toBe(true);
});

it('the rules are the part one begins with', () => {
  expect([null, 'preview', 'other'].map(partOf)).toEqual(['rules', 'preview', 'rules']);
});
