import { expect, it } from 'vitest';
import { isNestedDeeper } from './nesting.ts';

it.each<[string, boolean]>([
  ['', false],
  ['1', false],
  ['[[[]]]', false],
  ['[[[[]]]]', true],
  ['{"a":{"b":{"c":{}}}}', true],
  ['[[[]],[[]],[[]],{"a":[]}]', false],
  ['["[[[[[[", {"{{{{":"}"}]', false],
  ['["\\"[[[[[", []]', false],
  ['["\\\\", [[[]]]]', true],
  ['["[[[[[[', false],
  [']]]][[[[', false],
  ['[[[[', true],
])('%s', (text, deeper) => {
  expect(isNestedDeeper(Buffer.from(text), 3)).toBe(deeper);
});

it('a million levels are found out, and none are in a string', () => {
  expect(isNestedDeeper(Buffer.alloc(1_000_000, '['), 100)).toBe(true);
  expect(isNestedDeeper(Buffer.from(`"${'['.repeat(1_000_000)}"`), 100)).toBe(false);
});
