import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Position, SortColumn } from '#lib/db/keyset.ts';
import { sortBy, sortById, sortByNullable } from '#lib/db/keyset.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

const byName = sortBy('name', 'text', 'name');
const bySize = sortByNullable('size', 'number', 'name');
const byTime = sortBy('at', 'time', 'id', 'id');

it.each<[SortColumn, Position]>([
  [byName, { group: 0, value: 'ä"x', tie: 'b' }],
  [bySize, { group: 0, value: 12, tie: 'b' }],
  [bySize, { group: 1, value: null, tie: 'b' }],
  [byTime, { group: 0, value: '2026-01-02T03:04:05.678Z', tie: '17' }],
  [sortById('id'), { group: 0, value: null, tie: '17' }],
])('gives back the place it wrote', (column, position) => {
  expect(decodeCursor(encodeCursor('-x', position)!, '-x', column)).toEqual(position);
});

it('starts at the start without a cursor, and ends without one', () => {
  expect(decodeCursor(undefined, 'name', byName)).toBeNull();
  expect(encodeCursor('name', null)).toBeNull();
});

const good = encodeCursor('name', { group: 0, value: 'a', tie: 'a' })!;
it.each([
  ['nothing', ''],
  ['noise', 'x'],
  ['nothing with its checksum', `.${createHash('sha256').update('').digest('base64url').slice(0, 8)}`],
  ['a cut one', good.slice(0, -1)],
  ['an edited one', `A${good.slice(1)}`],
  ['one of another sort', encodeCursor('-name', { group: 0, value: 'a', tie: 'a' })!],
  ['a value of another type', encodeCursor('name', { group: 0, value: 7, tie: 'a' })!],
  ['no value where there is one', encodeCursor('name', { group: 0, value: null, tie: 'a' })!],
  ['a group that is not there', encodeCursor('name', { group: 1, value: 'a', tie: 'a' })!],
  ['a NUL', encodeCursor('name', { group: 0, value: 'a\0', tie: 'a' })!],
])('refuses %s', (_, cursor) => {
  expect(() => decodeCursor(cursor, 'name', byName)).toThrow(
    expect.objectContaining({ code: 'REQUEST_INVALID' }),
  );
});

it('refuses an id that is none', () => {
  const cursor = encodeCursor('at', { group: 0, value: '2026-01-02T03:04:05.678Z', tie: '1; x' })!;
  expect(() => decodeCursor(cursor, 'at', byTime)).toThrow(
    expect.objectContaining({ code: 'REQUEST_INVALID' }),
  );
});
