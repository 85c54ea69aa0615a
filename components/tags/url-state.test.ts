import { describe, expect, it } from 'vitest';
import { ageOf, ageParams, cursorAt, isFiltered, tagsFilter } from './url-state.ts';

const read = (query: string) => {
  const params = new URLSearchParams(query);
  return tagsFilter((name) => params.get(name));
};

describe('tagsFilter', () => {
  it.each([
    ['', { sort: '-pushedAt' }],
    ['q=rc&sort=name', { q: 'rc', sort: 'name' }],
    ['platform=linux/arm64', { platform: 'linux/arm64', sort: '-pushedAt' }],
    ['kind=index&status=signed', { kind: 'index', status: 'signed', sort: '-pushedAt' }],
    ['kind=wheel&status=great&attachments=1', { sort: '-pushedAt' }],
    ['attachments=true', { attachments: true, sort: '-pushedAt' }],
    ['newerThanDays=7', { newerThanDays: 7, sort: '-pushedAt' }],
    ['sort=nonsense&newerThanDays=-1&olderThanDays=x', { sort: '-pushedAt' }],
    [`q=${'x'.repeat(129)}`, { sort: '-pushedAt' }],
  ])('reads %j', (query, filter) => {
    expect(read(query)).toEqual(filter);
  });

  it('knows what chooses rows from what orders them', () => {
    expect(isFiltered(read('sort=size'))).toBe(false);
    expect(isFiltered(read('attachments=true'))).toBe(false);
    expect(isFiltered(read('sort=size&q=1'))).toBe(true);
  });
});

describe('age', () => {
  it.each(['any', 'newer-7', 'older-90'])('%s goes there and back', (age) => {
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(ageParams(age))) if (value) params.set(name, value);
    expect(ageOf(read(params.toString()))).toBe(age);
  });
});

describe('cursorAt', () => {
  const pages = [{ items: [1, 2, 3] }, { items: [4, 5, 6] }, { items: [7] }];
  const cursors = [null, 'b', 'c'];
  it.each([
    [0, null],
    [2, null],
    [3, 'b'],
    [6, 'c'],
    [99, 'c'],
  ])('of row %d is %s', (index, cursor) => {
    expect(cursorAt(pages, cursors, index)).toBe(cursor);
  });
});
