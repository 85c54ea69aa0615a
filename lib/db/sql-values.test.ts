import { expect, it } from 'vitest';
import { containing, SqlValues } from './sql-values.ts';

it('numbers its values', () => {
  const values = new SqlValues();
  expect([values.add('a'), values.add(2)]).toEqual(['$1', '$2']);
  expect(values.list).toEqual(['a', 2]);
});

it.each([
  ['rc', '%rc%'],
  ['50%_a\\b', '%50\\%\\_a\\\\b%'],
  ['a\0b', '%ab%'],
])('finds %j with the pattern %j', (text, pattern) => expect(containing(text)).toBe(pattern));
