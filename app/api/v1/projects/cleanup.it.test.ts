import { beforeAll, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { ROLES } from '#lib/policies/roles.ts';
import { deleteTags } from '#lib/services/delete-tags.ts';
import { smallImages } from '../../../../e2e/support/images.ts';
import type { Person } from '../../../../e2e/support/people.ts';
import { basic, call, HOST, makePerson, ORIGIN } from '../../../../e2e/support/people.ts';
import { ACTOR, pushThroughServices } from '../../../../e2e/support/service-push.ts';
import * as repositories from '../repositories/[...path]/route.ts';
import * as defaultQuota from '../system/default-quota/route.ts';
import * as project from './[project]/route.ts';
import * as quota from './[project]/quota/route.ts';
import * as purge from './[project]/trash:purge/route.ts';
import * as restore from './[project]/trash:restore/route.ts';

const [one, two, doomed] = smallImages(3, 'cleanup-api');
const people = new Map<string, Person>();
const who = (name: string) => people.get(name);
const QUOTA = { bytes: 1_000_000, repositories: 10, tags: 100 };

beforeAll(async () => {
  for (const name of ['outsider', ...ROLES]) people.set(name, await makePerson(`clean-${name}`));
  people.set('root', await makePerson('clean-root', { admin: true }));
  for (const team of ['clean', 'clean-other']) {
    for (const image of [one!, two!]) await pushThroughServices(`${team}/app`, 'latest', image);
    for (const role of team === 'clean' ? ROLES : (['owner'] as const))
      await query(
        'INSERT INTO membership (project_id, user_id, role) SELECT id, $1, $2::role FROM project WHERE name = $3',
        [who(role)!.principal.id, role, team],
      );
  }
});

async function trashed(team: string): Promise<string> {
  const tag = `gone-${crypto.randomUUID()}`;
  await pushThroughServices(`${team}/app`, tag, doomed!);
  const { trashIds } = await deleteTags({ repository: `${team}/app`, tags: [tag], actor: ACTOR });
  return trashIds[0]!;
}

const post = (route: typeof restore | typeof purge, team: string, body: unknown, as?: Person) =>
  call(route.POST, { method: 'POST', params: { project: team }, body, as });

async function back(tag: string, digest: string, as?: Person) {
  const response = await repositories.POST(
    new Request(`${ORIGIN}/api/v1/repositories/clean/app/-/tags/${tag}/restore`, {
      method: 'POST',
      headers: {
        host: HOST,
        'content-type': 'application/json',
        ...(as && { authorization: basic(as.name, as.password) }),
      },
      body: JSON.stringify({ digest }),
    }),
  );
  return response.status;
}

it.each([
  ['nobody', 401, 401],
  ['outsider', 404, 404],
  ['guest', 403, 403],
  ['developer', 403, 200],
  ['maintainer', 200, 200],
  ['owner', 200, 200],
  ['root', 200, 200],
])('%s restores and purges with %i, and goes back in the timeline with %i', async (name, trash, timeline) => {
  const id = await trashed('clean');
  expect((await post(restore, 'clean', { ids: [id] }, who(name))).status).toBe(trash);
  const other = await trashed('clean');
  expect((await post(purge, 'clean', { ids: [other] }, who(name))).status).toBe(trash);
  for (const image of [one!, two!]) expect(await back('latest', image.digest, who(name))).toBe(timeline);
});

it.each([
  ['nobody', 401, 401],
  ['outsider', 403, 404],
  ['maintainer', 403, 403],
  ['owner', 403, 200],
  ['root', 200, 200],
])('%s sets a quota with %i, and how long the trash is kept with %i', async (name, sets, keeps) => {
  const params = { project: 'clean' };
  expect((await call(quota.PUT, { method: 'PUT', params, body: QUOTA, as: who(name) })).status).toBe(sets);
  expect((await call(defaultQuota.GET, { as: who(name) })).status).toBe(sets);
  const none = { bytes: null, repositories: null, tags: null };
  expect((await call(defaultQuota.PUT, { method: 'PUT', body: none, as: who(name) })).status).toBe(sets);
  const days = { method: 'PATCH', params, body: { trashDays: 14 }, as: who(name) };
  expect((await call(project.PATCH, days)).status).toBe(keeps);
});

it('finds nothing of another project, and takes nothing that makes no sense', async () => {
  const foreign = await trashed('clean-other');
  for (const route of [restore, purge]) {
    expect((await post(route, 'clean', { ids: [foreign] }, who('owner'))).status).toBe(404);
    for (const body of [{}, { ids: [] }, { ids: ['x'] }, { ids: ['1'], all: true }])
      expect((await post(route, 'clean', body, who('owner'))).status).toBe(400);
  }
  const two = { ids: ['1', '2'], tag: 'v1' };
  expect((await post(restore, 'clean', two, who('owner'))).body).toMatchObject({
    status: 400,
    fields: { tag: expect.any(String) as string },
  });
  expect(await back('latest', `sha256:${'0'.repeat(64)}`, who('owner'))).toBe(404);
  expect(await back('latest', 'latest', who('owner'))).toBe(400);
  const negative = { method: 'PUT', params: { project: 'clean' }, body: { ...QUOTA, tags: -1 } };
  expect((await call(quota.PUT, { ...negative, as: who('root') })).status).toBe(400);
});

it('restores under another tag, or in place of what is there', async () => {
  await pushThroughServices('clean/app', 'v1', one!);
  const { trashIds } = await deleteTags({ repository: 'clean/app', tags: ['v1'], actor: ACTOR });
  await pushThroughServices('clean/app', 'v1', two!);
  const ids = trashIds;
  expect((await post(restore, 'clean', { ids }, who('owner'))).body).toMatchObject({
    restored: [],
    failed: [{ id: ids[0], code: 'CONFLICT' }],
  });
  const replaced = await post(restore, 'clean', { ids, replace: true }, who('owner'));
  expect(replaced.body).toEqual({
    restored: [{ id: ids[0], repository: 'clean/app', tag: 'v1', digest: one!.digest }],
    failed: [],
  });
});
