import { beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { headManifest } from '#lib/registry/manifests.ts';
import { smallImages } from '../../../../e2e/support/images.ts';
import { basic, HOST, makePerson, ORIGIN } from '../../../../e2e/support/people.ts';
import type { Person } from '../../../../e2e/support/people.ts';
import { pushThroughServices } from '../../../../e2e/support/service-push.ts';
import { POST as restore } from '../trash/[id]/restore/route.ts';
import * as handlers from './[...path]/route.ts';

const REPOSITORY = 'api-team/app';
const [image, other] = smallImages(2, 'api');
let owner: Person;
let guest: Person;
let outsider: Person;

type Answer = { status: number; type: string | null; body: Record<string, unknown> };

async function ask(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  as?: Person,
  body?: unknown,
): Promise<Answer> {
  const response = await handlers[method](
    new Request(`${ORIGIN}/api/v1/repositories/${path}`, { method, ...init(as, body) }),
  );
  return answer(response);
}

const askRestore = async (id: string, as?: Person) =>
  answer(
    await restore(new Request(`${ORIGIN}/api/v1/trash/${id}/restore`, { method: 'POST', ...init(as) }), {
      params: Promise.resolve({ id }),
    }),
  );

function init(as?: Person, body?: unknown): RequestInit {
  const headers: Record<string, string> = { host: HOST };
  if (as) headers['authorization'] = basic(as.name, as.password);
  if (body !== undefined) headers['content-type'] = 'application/json';
  return { headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
}

async function answer(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = text ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, type: response.headers.get('content-type'), body };
}

beforeAll(async () => {
  [owner, guest, outsider] = await Promise.all(
    ['api-owner', 'api-guest', 'api-outsider'].map((name) => makePerson(name)) as [
      Promise<Person>,
      Promise<Person>,
      Promise<Person>,
    ],
  );
  for (const tag of ['v1', 'v2', 'latest']) await pushThroughServices(REPOSITORY, tag, image!);
  await pushThroughServices(REPOSITORY, 'other', other!);
  for (const [person, role] of [
    [owner, 'owner'],
    [guest, 'guest'],
  ] as const) {
    await query(
      `INSERT INTO membership (project_id, user_id, role) SELECT id, $1, $2::role FROM project WHERE name = 'api-team'`,
      [person.principal.id, role],
    );
  }
});

describe('who gets which answer', () => {
  it.each([
    ['a member', () => guest, 200],
    ['an outsider', () => outsider, 404],
    ['nobody', () => undefined, 401],
  ])('%s', async (_, who, status) => {
    for (const path of ['', '/-/tags', '/-/platforms', '/-/manifests/v1', '/-/events', '/-/trash']) {
      const answered = await ask('GET', `${REPOSITORY}${path}`, who());
      expect(answered.status).toBe(status);
      expect(answered.type).toBe(status === 200 ? 'application/json' : 'application/problem+json');
    }
  });

  it('refuses to delete, and says which role it needs', async () => {
    const deletes = [
      ask('DELETE', `${REPOSITORY}/-/tags/v1`, guest),
      ask('POST', `${REPOSITORY}/-/tags:delete`, guest, { tags: ['v1'] }),
      ask('DELETE', `${REPOSITORY}/-/manifests/${image!.digest}`, guest),
      ask('GET', `${REPOSITORY}/-/tags:delete-preview?tags=v1`, guest),
    ];
    for (const { status, body } of await Promise.all(deletes)) {
      expect(status).toBe(403);
      expect(body).toMatchObject({ code: 'DENIED', facts: { needs: 'role maintainer in project api-team' } });
    }
    expect((await ask('DELETE', `${REPOSITORY}/-/tags/v1`, outsider)).status).toBe(404);
    expect((await ask('DELETE', `${REPOSITORY}/-/tags/v1`)).status).toBe(401);
  });

  it('refuses a cursor of another list, and a filter that is none', async () => {
    expect((await ask('GET', `${REPOSITORY}/-/tags?cursor=abc.def`, guest)).body).toMatchObject({
      status: 400,
      code: 'REQUEST_INVALID',
    });
    expect((await ask('GET', `${REPOSITORY}/-/tags?sort=nothing`, guest)).body).toMatchObject({
      status: 400,
      code: 'REQUEST_INVALID',
    });
    expect((await ask('GET', `${REPOSITORY}/-/events?tag=a%00b`, guest)).status).toBe(400);
  });
});

it('deletes a tag and only that, and brings it back', async () => {
  const preview = await ask('GET', `${REPOSITORY}/-/tags:delete-preview?tags=v1`, owner);
  expect(preview.body).toMatchObject({ items: [{ tag: 'v1', staying: ['latest', 'v2'], stayingCount: 2 }] });
  expect(
    (await ask('POST', `${REPOSITORY}/-/tags:delete-preview`, owner, { tags: ['v1'] })).body,
  ).toMatchObject({
    items: [{ tag: 'v1', stayingCount: 2 }],
  });
  const deleted = await ask('DELETE', `${REPOSITORY}/-/tags/v1`, owner);
  expect(deleted).toMatchObject({ status: 200, body: { deleted: ['v1'], moved: [], notFound: [] } });
  expect(await headManifest(REPOSITORY, 'v1')).toBeNull();
  expect(await headManifest(REPOSITORY, 'v2')).toBe(image!.digest);
  expect((await ask('GET', `${REPOSITORY}/-/manifests/v1`, owner)).body).toMatchObject({
    status: 404,
    code: 'MANIFEST_UNKNOWN',
  });
  expect((await ask('DELETE', `${REPOSITORY}/-/tags/v1`, owner)).status).toBe(404);

  const trash = await ask('GET', `${REPOSITORY}/-/trash`, guest);
  expect(trash.body).toMatchObject({
    items: [{ tag: 'v1', digest: image!.digest, deletedBy: 'api-owner' }],
    total: 1,
  });
  const [{ id }] = trash.body['items'] as [{ id: string }];
  expect((await askRestore(id, guest)).status).toBe(403);
  const missing = await askRestore('999999', outsider);
  expect(missing.status).toBe(404);
  expect((await askRestore(id, outsider)).body).toEqual({
    ...missing.body,
    requestId: expect.any(String) as string,
  });
  expect(await askRestore(id, owner)).toMatchObject({
    status: 200,
    body: { tag: 'v1', digest: image!.digest },
  });
  expect(await headManifest(REPOSITORY, 'v1')).toBe(image!.digest);

  const timeline = await ask('GET', `${REPOSITORY}/-/events?tag=v1&limit=2`, guest);
  expect((timeline.body['items'] as { kind: string }[]).map((event) => event.kind)).toEqual([
    'restored',
    'deleted',
  ]);
  const older = await ask(
    'GET',
    `${REPOSITORY}/-/events?tag=v1&limit=2&cursor=${String(timeline.body['nextCursor'])}`,
    guest,
  );
  expect(older.body).toMatchObject({ items: [{ kind: 'pushed', actor: 'root' }], nextCursor: null });
});

it('deletes many at once, and by digest only what no two tags share', async () => {
  const many = await ask('POST', `${REPOSITORY}/-/tags:delete`, owner, { tags: ['v2', 'never'] });
  expect(many.body).toMatchObject({ deleted: ['v2'], notFound: ['never'] });
  const shared = await ask('DELETE', `${REPOSITORY}/-/manifests/${image!.digest}`, owner);
  expect(shared).toMatchObject({
    status: 403,
    body: { facts: { tags: expect.arrayContaining(['latest', 'v1']) as string[] } },
  });
  expect((await ask('DELETE', `${REPOSITORY}/-/manifests/other`, owner)).status).toBe(400);
  expect((await ask('DELETE', `${REPOSITORY}/-/manifests/${other!.digest}`, owner)).status).toBe(204);
  expect(await headManifest(REPOSITORY, 'other')).toBeNull();
});
