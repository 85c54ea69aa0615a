import { expect, it } from 'vitest';
import { columnsOf, columnsParam, OPTIONAL_COLUMNS } from './columns-choice.ts';

it.each([
  [null, OPTIONAL_COLUMNS],
  ['', OPTIONAL_COLUMNS],
  ['nonsense', OPTIONAL_COLUMNS],
  ['none', []],
  ['pushed,size,nonsense', ['size', 'pushed']],
])('reads %j', (value, columns) => {
  expect(columnsOf(value)).toEqual(columns);
});

it.each([[OPTIONAL_COLUMNS], [[]], [['size', 'digest'] as const]])('%j goes there and back', (columns) => {
  expect(columnsOf(columnsParam(columns))).toEqual(columns);
});
