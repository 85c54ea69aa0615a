import { expect, it } from 'vitest';
import { call } from '../../../../e2e/support/people.ts';
import { GET, POST } from './route.ts';

it.each(Object.entries({ GET, POST }))(
  '%s of what the API does not have is a problem, not a page',
  async (method, handler) => {
    const { status, headers, body } = await call(handler, { method, path: '/api/v1/nothing' });
    expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(body).toMatchObject({
      code: 'NOT_FOUND',
      detail: expect.stringContaining('openapi.json') as string,
    });
  },
);
