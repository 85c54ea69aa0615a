import { beforeAll, describe, expect, it } from 'vitest';
import { call, makePerson, type Call, type Person } from '../../../../e2e/support/people.ts';
import { smallImages } from '../../../../e2e/support/images.ts';
import { makeProjectWith } from '../../../../e2e/support/rows.ts';
import { pushThroughServices } from '../../../../e2e/support/service-push.ts';
import { query } from '#lib/db/pool.ts';
import { forgetRegistryStorage, saveRegistryStorage } from '#lib/db/registry-storage.ts';
import type { RouteHandler } from '#lib/http/route.ts';
import type { ProjectStorage, SystemStorage } from '#lib/schemas/storage.ts';
import { collectOnSchedule } from '#lib/services/gc-settings.ts';
import * as projectStorage from '../projects/[project]/storage/route.ts';
import * as gc from './gc/route.ts';
import * as schedule from './gc/schedule/route.ts';
import * as candidates from './storage/candidates/route.ts';
import * as storage from './storage/route.ts';

const [one, two, both] = smallImages(3, 'storage');
let admin: Person;
let member: Person;
let visitor: Person;

beforeAll(async () => {
  admin = await makePerson('st-admin', { admin: true });
  member = await makePerson('st-member');
  visitor = await makePerson('st-visitor');
  await makeProjectWith('st-a', 'public', [[member.principal, 'guest']]);
  await makeProjectWith('st-b', 'private');
  await pushThroughServices('st-a/app', 'one', one!);
  await pushThroughServices('st-a/app', 'both', both!);
  await pushThroughServices('st-a/more', 'both', both!);
  await pushThroughServices('st-b/app', 'two', two!);
  await pushThroughServices('st-b/app', 'both', both!);
});

const sizeOf = (image: typeof one) => image!.blobs.reduce((sum, { size }) => sum + size, 0);
const collector = () =>
  saveRegistryStorage({
    program: '2.8.3',
    ...{ total: 1000, free: 900, watermark: 50, reserve: 100, full: false, critical: false },
  });
const audited = () =>
  query<{ action: string; actor: string | null }>(
    `SELECT action, actor FROM audit_event WHERE action LIKE 'garbage.%' ORDER BY id`,
  );

describe('for system administrators only', () => {
  const calls: [string, RouteHandler, Call][] = [
    ['storage', storage.GET, {}],
    ['what could go', candidates.GET, {}],
    ['how garbage is collected', gc.GET, {}],
    ['collecting it', gc.POST, { method: 'POST', body: {} }],
    ['when it is', schedule.PUT, { method: 'PUT', body: { schedule: 'off' } }],
  ];

  it.each(calls)('%s', async (_, handler, options) => {
    expect((await call(handler, options)).status).toBe(401);
    expect((await call(handler, { ...options, as: member })).status).toBe(403);
    expect(await query('SELECT 1 FROM gc_run')).toEqual([]);
  });
});

describe('storage', () => {
  it('counts each blob once, and tells own from shared', async () => {
    const { body } = await call(storage.GET, { as: admin });
    const all = body as unknown as SystemStorage;
    const [own, shared] = [sizeOf(one), sizeOf(both)];
    expect(all.stored).toBe(sizeOf(one) + sizeOf(two) + shared);
    expect(all.projects.find(({ project }) => project === 'st-a')).toEqual({
      ...{ project: 'st-a', size: own + shared, own, shared, trash: 0, repositories: 2 },
    });
    expect(all.repositories.find(({ repository }) => repository === 'st-a/more')).toEqual({
      ...{ repository: 'st-a/more', project: 'st-a', size: shared, own: 0, shared, tags: 1 },
    });
    const layer = both!.blobs[1]!;
    expect(all.layers.find(({ digest }) => digest === layer.digest)).toMatchObject({
      ...{ size: layer.size, images: 3, repositories: ['st-a/app', 'st-a/more', 'st-b/app'], more: 0 },
    });
    const could = await call(candidates.GET, { as: admin });
    const { items } = could.body as { items: { tag: string; repository: string; own: number }[] };
    const frees = Object.fromEntries(items.map((item) => [`${item.repository}:${item.tag}`, item.own]));
    expect(frees).toMatchObject({ 'st-a/app:one': own, 'st-a/app:both': 0 });
  });

  it('of a project is its members’ business, and names nothing beside', async () => {
    const params = { project: 'st-a' };
    expect((await call(projectStorage.GET, { params })).status).toBe(401);
    expect((await call(projectStorage.GET, { params, as: visitor })).status).toBe(403);
    expect((await call(projectStorage.GET, { params: { project: 'st-b' }, as: member })).status).toBe(404);
    const { body } = await call(projectStorage.GET, { params, as: member });
    const mine = body as unknown as ProjectStorage;
    expect(mine).toMatchObject({ size: sizeOf(one) + sizeOf(both), own: sizeOf(one), shared: sizeOf(both) });
    expect(JSON.stringify(mine)).not.toContain('st-b');
  });
});

describe('garbage collection', () => {
  it('is not started where there is nobody to do it, and the commands are told instead', async () => {
    const refused = await call(gc.POST, { method: 'POST', body: {}, as: admin });
    expect([refused.status, refused.body['detail']]).toEqual([405, expect.stringContaining('No collector')]);
    const { body } = await call(gc.GET, { as: admin });
    expect(body).toMatchObject({ available: false, schedule: 'weekly', runs: [] });
    expect(body['commands']).toHaveLength(3);
  });

  it('is one at a time, by itself only when it is the night for it, and is in the audit log', async () => {
    await collector();
    const [sunday, monday] = [new Date('2026-11-22T03:17:00Z'), new Date('2026-11-23T03:17:00Z')];
    expect(await collectOnSchedule(monday)).toBe('not tonight');
    expect(await collectOnSchedule(sunday)).toBe('nothing to free');
    await query(`INSERT INTO purged_blob (digest, size) VALUES ('sha256:gone', 7)`);
    const set = await call(schedule.PUT, { method: 'PUT', body: { schedule: 'daily' }, as: admin });
    expect(set.body['schedule']).toBe('daily');
    expect(await collectOnSchedule(monday)).toMatch(/^run \d+$/);
    expect(await collectOnSchedule(monday)).toBe('one is under way');
    const second = await call(gc.POST, { method: 'POST', body: {}, as: admin });
    expect(second.status).toBe(409);
    await query(`UPDATE gc_run SET status = 'done'`);
    const asked = await call(gc.POST, { method: 'POST', body: { emptyTrash: true }, as: admin });
    expect([asked.status, asked.body]).toEqual([
      202,
      expect.objectContaining({ status: 'queued', emptyTrash: true, actor: 'st-admin', trigger: 'manual' }),
    ]);
    expect(await audited()).toEqual([
      { action: 'garbage.scheduled', actor: 'st-admin' },
      { action: 'garbage.requested', actor: null },
      { action: 'garbage.requested', actor: 'st-admin' },
    ]);
    await forgetRegistryStorage();
  });
});
