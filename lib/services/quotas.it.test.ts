import { beforeAll, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import type { Principal } from '#lib/policies/can.ts';
import { ANONYMOUS } from '#lib/policies/can.ts';
import { projectsQuery } from '#lib/schemas/projects.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { makeProjectWith, makeUser } from '../../e2e/support/rows.ts';
import { ACTOR, pushThroughServices, ROOT } from '../../e2e/support/service-push.ts';
import { createProject } from './create-project.ts';
import { getDefaultQuota, setDefaultQuota } from './default-quota.ts';
import { deleteTags } from './delete-tags.ts';
import { getProject } from './get-project.ts';
import { listAttention } from './list-attention.ts';
import { listProjects } from './list-projects.ts';
import { setQuota } from './set-quota.ts';

type User = Principal & { kind: 'user' };
const root = ROOT as User;
const NONE = { bytes: null, repositories: null, tags: null };
let owner: User;
let guest: User;

beforeAll(async () => {
  [owner, guest] = [await makeUser('quota-owner'), await makeUser('quota-guest')];
  await makeProjectWith('metered', 'private', [
    [owner, 'owner'],
    [guest, 'guest'],
  ]);
  for (const [i, image] of smallImages(4, 'metered').entries())
    await pushThroughServices('metered/app', `v${i}`, image);
});

it('is set by administrators alone', async () => {
  for (const who of [owner, guest]) {
    await expect(setQuota(who, 'metered', NONE, ACTOR)).rejects.toMatchObject({ code: 'DENIED' });
    await expect(setDefaultQuota(who, NONE, ACTOR)).rejects.toMatchObject({ code: 'DENIED' });
    await expect(getDefaultQuota(who)).rejects.toMatchObject({ code: 'DENIED' });
  }
  await expect(setQuota(root, 'nowhere', NONE, ACTOR)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await setQuota(root, 'metered', { ...NONE, tags: 5 }, ACTOR)).quota).toEqual([
    { kind: 'tags', limit: 5, used: 4 },
  ]);
  const audited = await query(`SELECT action, target, detail FROM audit_event WHERE action LIKE 'quota.%'`);
  expect(audited).toEqual([{ action: 'quota.set', target: null, detail: { ...NONE, tags: 5 } }]);
});

it('is shown wherever the project is, with what the trash takes of it', async () => {
  await setQuota(root, 'metered', { bytes: 10_000, repositories: 3, tags: 5 }, ACTOR);
  const before = await getProject(guest, 'metered');
  expect(before).toMatchObject({
    quota: [
      { kind: 'bytes', limit: 10_000 },
      { kind: 'repositories', limit: 3, used: 1 },
      { kind: 'tags', limit: 5, used: 4 },
    ],
    trashedBytes: 0,
    abilities: { manageQuota: false },
  });
  await deleteTags({ repository: 'metered/app', tags: ['v0'], actor: ACTOR });
  const after = await getProject(guest, 'metered');
  expect(after.quota[0]).toEqual(before.quota[0]);
  expect(after.trashedBytes).toBeGreaterThan(0);
  const [listed] = (await listProjects(guest, projectsQuery.parse({ mine: 'true' }))).items;
  expect(listed!.quota).toEqual(after.quota);
  await expect(getProject(ANONYMOUS, 'metered')).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

it('is warned of from four fifths on, to who looks after the project', async () => {
  const warnings = async (who: Principal) =>
    (await listAttention(who)).filter(({ id }) => id.startsWith('quota-'));
  await setQuota(root, 'metered', { ...NONE, tags: 4 }, ACTOR);
  expect(await warnings(owner)).toEqual([]);
  await setQuota(root, 'metered', { ...NONE, repositories: 1, tags: 1000 }, ACTOR);
  const full = [
    {
      id: 'quota-metered',
      severity: 'danger',
      message: 'metered uses 100 % of its quota (1 of 1 repositories). Pushes that need more are refused.',
      action: { label: 'Open project', href: '/projects/metered' },
    },
  ];
  expect(await warnings(owner)).toEqual(full);
  expect(await warnings(root)).toEqual(full);
  expect(await warnings(guest)).toEqual([]);
  const [bytes] = (await setQuota(root, 'metered', { ...NONE, bytes: 1 }, ACTOR)).quota;
  await setQuota(root, 'metered', { ...NONE, bytes: Math.floor(bytes!.used / 0.85) }, ACTOR);
  expect(await warnings(owner)).toMatchObject([
    { severity: 'warn', message: expect.stringMatching(/^metered uses 85 % of its quota \(/) as string },
  ]);
});

it('has a default for new projects', async () => {
  expect(await getDefaultQuota(root)).toEqual(NONE);
  await setDefaultQuota(root, { ...NONE, tags: 7 }, ACTOR);
  const user = await makeUser('quota-new');
  expect(
    (await createProject(user, { name: 'quota-made', visibility: 'private', description: '' }, ACTOR)).quota,
  ).toEqual([{ kind: 'tags', limit: 7, used: 0 }]);
  expect(await getDefaultQuota(root)).toEqual({ ...NONE, tags: 7 });
});
