import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { repositoryHandlers } from './repository-routes.ts';
import { route } from './route.ts';

/** Answers with its own name and the parameters it was given. */
const echo = (label: string) =>
  route({
    summary: label,
    auth: 'none',
    params: z.record(z.string(), z.string()),
    response: z.unknown(),
    handler: async ({ params }) => ({ label, ...params }),
  });

const { GET, DELETE } = repositoryHandlers({
  '': { GET: echo('repository') },
  '/-/tags': { GET: echo('tags') },
  '/-/tags/{tag}': { DELETE: echo('delete tag') },
  '/-/tags:delete-preview': { GET: echo('preview') },
});
const ask = async (path: string, method = 'GET') => {
  const response = await (method === 'GET' ? GET : DELETE)(
    new Request(`http://localhost/api/v1/repositories/${path}`, { method }),
  );
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('repositoryHandlers', () => {
  it.each([
    ['nginx', { label: 'repository', name: 'nginx' }],
    ['acme/team/web', { label: 'repository', name: 'acme/team/web' }],
    ['acme/api/-/tags', { label: 'tags', name: 'acme/api' }],
    ['acme/api/-/tags:delete-preview?tags=a', { label: 'preview', name: 'acme/api' }],
    ['acme/api/-/tags%3Adelete-preview', { label: 'preview', name: 'acme/api' }],
    ['a%252Fb', { label: 'repository', name: 'a%2Fb' }],
  ])('%s', async (path, expected) => expect((await ask(path)).body).toEqual(expected));

  it('gives what stands in braces', async () => {
    expect((await ask('acme/api/-/tags/v1', 'DELETE')).body).toEqual({
      label: 'delete tag',
      name: 'acme/api',
      tag: 'v1',
    });
  });

  it.each([
    ['acme%2Fapi', 400, 'REQUEST_INVALID'],
    ['acme/api/-/tags/a%2fb', 400, 'REQUEST_INVALID'],
    ['acme/%zz', 400, 'REQUEST_INVALID'],
    ['acme/api/-/nothing', 404, 'NOT_FOUND'],
    ['acme/api/-', 404, 'NOT_FOUND'],
    ['acme/api/-/tags/v1', 405, 'METHOD_NOT_ALLOWED'],
  ])('%s → %d', async (path, status, code) => {
    expect(await ask(path)).toMatchObject({ status, body: { status, code } });
  });
});
