import { expect, it } from 'vitest';
import {
  addressOf,
  exampleOf,
  grouped,
  objectsIn,
  typeText,
  type Parameter,
  type Schema,
} from './document.ts';

it.each<[Schema, string]>([
  [{ type: 'string' }, 'string'],
  [{ type: 'string', format: 'date-time' }, 'string (date-time)'],
  [{ type: 'string', minLength: 1, maxLength: 5 }, 'string 1–5 characters'],
  [{ enum: ['a', 'b'] }, '"a" | "b"'],
  [{ type: 'integer', minimum: 1, maximum: 200 }, 'integer 1–200'],
  [{ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, 'integer'],
  [{ type: 'array', items: { type: 'string' } }, 'array of string'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
  [{ const: 'off' }, '"off"'],
  [{}, 'any'],
])('says %j as %s', (schema, text) => expect(typeText(schema)).toBe(text));

it('finds the objects whose fields are shown', () => {
  const thing: Schema = { type: 'object', properties: { a: { type: 'string' } } };
  expect(objectsIn({ type: 'array', items: { anyOf: [thing, { type: 'null' }] } })).toEqual([thing]);
});

it('gives a body to begin with', () => {
  const schema: Schema = {
    type: 'object',
    required: ['name', 'kind', 'list'],
    properties: {
      name: { type: 'string' },
      kind: { enum: ['x', 'y'] },
      list: { type: 'array', items: {} },
      more: { type: 'string' },
    },
  };
  expect(exampleOf(schema)).toEqual({ name: '', kind: 'x', list: [] });
});

it('makes the address of a request', () => {
  const names: Parameter[] = [
    { name: 'name', in: 'path', required: true, schema: {} },
    { name: 'tag', in: 'path', required: true, schema: {} },
    { name: 'q', in: 'query', required: false, schema: {} },
  ];
  const path = '/repositories/{name}/-/tags/{tag}';
  expect(addressOf(path, { name: 'a/b', tag: 'v 1', q: 'x&y' }, names)).toBe(
    '/api/v1/repositories/a/b/-/tags/v%201?q=x%26y',
  );
  expect(addressOf(path, { name: 'a/b' }, names)).toBeNull();
});

it('groups by the first word', () => {
  const one = (path: string) => ({ method: 'GET', path, summary: '' });
  const groups = grouped([one('/users'), one('/users/{name}'), one('/audit-events:export')]);
  expect(groups.map(([name, list]) => [name, list.length])).toEqual([
    ['users', 2],
    ['audit-events', 1],
  ]);
});
