import { expect, it } from 'vitest';
import { z } from 'zod';
import { timestamp } from '#lib/schemas/common.ts';
import { route } from '#lib/http/route.ts';
import { requireDescribed } from './described.ts';

const { declaration } = route({
  summary: 'A thing',
  auth: 'none',
  response: z.object({
    name: z.string(),
    at: timestamp,
    kind: z.enum(['a', 'b']),
    more: z.number().optional(),
  }),
  handler: () => Promise.reject(new Error('not called')),
});
const { declaration: empty } = route({
  summary: 'None',
  auth: 'none',
  response: null,
  handler: async () => undefined,
});

const GOOD = { name: 'x', at: '2026-11-24T10:00:00.000Z', kind: 'a' };
const PROBLEM = {
  type: 'about:blank',
  title: 'No',
  status: 404,
  detail: 'No.',
  code: 'NOT_FOUND',
  requestId: '1',
};

const check = (declared: typeof declaration, status: number, body: unknown, type = 'application/json') =>
  requireDescribed(declared, {
    status,
    headers: new Headers({ 'content-type': type }),
    text: body === undefined ? '' : JSON.stringify(body),
  });

it('lets pass what the document says', () => {
  check(declaration, 200, GOOD);
  check(declaration, 200, { ...GOOD, more: 1 });
  check(declaration, 404, PROBLEM, 'application/problem+json');
  check(empty, 204, undefined);
});

it.each([
  [201, GOOD, 'application/json'],
  [200, { ...GOOD, kind: 'c' }, 'application/json'],
  [200, { ...GOOD, at: 'yesterday' }, 'application/json'],
  [200, { ...GOOD, secret: 1 }, 'application/json'],
  [200, { name: 'x' }, 'application/json'],
  [200, GOOD, 'text/html'],
  [404, PROBLEM, 'application/json'],
  [404, { ...PROBLEM, code: undefined }, 'application/problem+json'],
])('stops %i %j as %s', (status, body, type) => {
  expect(() => check(declaration, status, body, type)).toThrow('not as the OpenAPI document has it');
});

it('stops a body where none is described', () => {
  expect(() => check(empty, 204, GOOD)).toThrow('a body');
});
