import { expect, it } from 'vitest';
import { safeNext } from './safe-next.ts';

it.each([
  ['/projects/acme', '/projects/acme'],
  ['/repositories/acme/api?q=1#tags', '/repositories/acme/api?q=1#tags'],
  ['/sign-in/../admin', '/admin'],
  [undefined, '/'],
  [['/a', '/b'], '/'],
  ['', '/'],
  ['projects', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
])('%j leads to %s', (next, path) => {
  expect(safeNext(next)).toBe(path);
});
