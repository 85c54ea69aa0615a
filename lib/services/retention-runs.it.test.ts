import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { recordPulls } from '#lib/db/gateway-pulls.ts';
import { findRepository } from '#lib/db/index-repositories.ts';
import { query } from '#lib/db/pool.ts';
import { claimRetentionRun } from '#lib/db/retention-runs.ts';
import { deleteSetting } from '#lib/db/settings.ts';
import { OCI_INDEX } from '#lib/oci/media-types.ts';
import { scratchBytes } from '#lib/oci/scratch.ts';
import { headManifest, putManifest as putUpstream } from '#lib/registry/manifests.ts';
import { listTags } from '#lib/registry/tags.ts';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import { putRetentionInput, startRunInput } from '#lib/schemas/retention-runs.ts';
import { age, compared, deleting, pushOld, tagsOf, work } from '../../e2e/support/cleanup.ts';
import type { Image } from '../../e2e/support/images.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { ACTOR, pushThroughServices, ROOT } from '../../e2e/support/service-push.ts';
import { CLEANUP_PAUSE, pauseCleanup, resumeCleanup } from './cleanup-pause.ts';
import { deleteTags } from './delete-tags.ts';
import { getRetention } from './get-retention.ts';
import { reportInUse, removeInUse } from './in-use.ts';
import { listAttention } from './list-attention.ts';
import { lockTag } from './lock-tags.ts';
import { previewRetention } from './preview-retention.ts';
import { purge } from './purge.ts';
import { queuePushedRuns, queueRun } from './queue-run.ts';
import { confirmRun, getRun, listDecisions, stopRun } from './retention-runs.ts';
import { activateRetention, saveRetention } from './save-retention.ts';
import { startRun } from './start-run.ts';
import { workRun } from './work-run.ts';

const root = ROOT as Parameters<typeof startRun>[0];
const forever = new AbortController().signal;

const start = (project: string, input: object = {}) =>
  startRun(root, project, startRunInput.parse(input), ACTOR);
const save = (project: string, policy: RetentionPolicy, more: object = {}) =>
  saveRetention(root, project, putRetentionInput.parse({ version: 0, policy, ...more }), ACTOR);
const run = (project: string, id: string) => getRun(root, { project, run: id });
const projectId = async (name: string) =>
  (await query<{ id: number }>('SELECT id FROM project WHERE name = $1', [name]))[0]!.id;
const notes = async (project: string, id: string) => {
  const { items } = await listDecisions(root, { project, run: id, limit: 200 });
  return Object.fromEntries(items.map(({ tag, digest, note, outcome }) => [tag ?? digest, note ?? outcome]));
};

/** A repository with so many old tags `pr-0`, `pr-1`, …, the last the newest. */
async function pullRequests(repository: string, count: number): Promise<Image[]> {
  const images = smallImages(count, repository);
  for (const [i, image] of images.entries()) await pushOld(repository, `pr-${i}`, image, 50 - i);
  return images;
}

beforeAll(async () => {
  await compared();
  await query(`UPDATE "_prisma_migrations" SET finished_at = now() - interval '1 year'`);
});
afterEach(() => deleteSetting(CLEANUP_PAUSE));

describe('between the plan and the run', () => {
  it('what was pushed, used, locked, reported or deleted meanwhile is left alone', async () => {
    const images = await pullRequests('bt/app', 8);
    const [other] = smallImages(1, 'other');
    const policy = { ...deleting('pr-*'), usedWithinDays: 7 };
    const { planId, totals } = await previewRetention(root, { project: 'bt', policy });
    expect(totals.deleted).toBe(8);
    await pushThroughServices('bt/app', 'pr-1', other!);
    await pushThroughServices('bt/app', 'pr-2', images[2]!);
    await lockTag({ principal: root, actor: ACTOR }, { repository: 'bt/app', tag: 'pr-3' });
    const { id } = (await findRepository('bt/app'))!;
    await recordPulls([{ repositoryId: id, tag: 'pr-4', digest: images[4]!.digest, pulls: 0 }]);
    const report = { digests: [images[5]!.digest], ttlSeconds: 60 };
    await reportInUse(root, 'bt-cluster', report, ACTOR);
    await deleteTags({ repository: 'bt/app', tags: ['pr-6'], actor: ACTOR });
    await recordPulls([{ repositoryId: id, tag: null, digest: images[7]!.digest, pulls: 1 }]);

    const { id: runId } = await start('bt', { planId, confirm: ['bt/app'] });
    await work();
    expect(await run('bt', runId)).toMatchObject({ status: 'done', progress: { deleted: 1, kept: 7 } });
    expect(await tagsOf('bt/app')).toEqual([1, 2, 3, 4, 5, 7].map((i) => `pr-${i}`));
    expect(await notes('bt', runId)).toEqual({
      'pr-0': 'deleted',
      'pr-1': 'It was pushed again, and is another image now.',
      'pr-2': expect.stringContaining('Pushed, found or restored lately') as string,
      'pr-3': expect.stringContaining('locked') as string,
      'pr-4': expect.stringContaining('Used on') as string,
      'pr-5': 'Reported in use by bt-cluster.',
      'pr-6': 'It is gone already, or something holds it now.',
      'pr-7': expect.stringContaining('Used on') as string,
    });
    await removeInUse(root, 'bt-cluster', ACTOR);
  });

  it('what is kept for being among the newest is counted anew', async () => {
    await pullRequests('nw/app', 6);
    const { planId, totals } = await previewRetention(root, {
      project: 'nw',
      policy: deleting('pr-*', { keep: 2 }),
    });
    expect(totals.deleted).toBe(4);
    await deleteTags({ repository: 'nw/app', tags: ['pr-4', 'pr-5'], actor: ACTOR });
    const { id } = await start('nw', { planId, confirm: ['nw/app'] });
    await work();
    expect(await run('nw', id)).toMatchObject({ progress: { deleted: 2, kept: 2 } });
    expect(await tagsOf('nw/app')).toEqual(['pr-2', 'pr-3']);
  });
});

describe('workers', () => {
  it('never run one policy twice, however many there are', async () => {
    await pullRequests('tw/app', 5);
    await pushOld('tw/app', 'v1', smallImages(1, 'tw')[0]!, 9);
    await save('tw', deleting('pr-*'), { guardPercent: 99 });
    const id = await projectId('tw');
    const { version } = await getRetention(root, 'tw');
    await activateRetention(root, 'tw', version, ACTOR);
    const queued = await Promise.all([1, 2, 3, 4].map(() => queueRun(id, 'schedule')));
    expect(queued.filter((one) => one === 'queued')).toHaveLength(1);
    await expect(start('tw')).rejects.toMatchObject({ code: 'CONFLICT' });
    const done = await Promise.all([1, 2, 3].map(() => work()));
    expect(done.reduce((sum, one) => sum + one)).toBe(1);
    expect(await tagsOf('tw/app')).toEqual(['v1']);
    const [deletes] = await query(
      `SELECT count(*) FROM audit_event WHERE project = 'tw' AND action = 'tag.delete'`,
    );
    expect(deletes).toEqual({ count: 5 });
  });

  it('go on where a dead one was, also in the midst of a delete', async () => {
    const images = await pullRequests('cr/app', 4);
    const started = await start('cr', {
      planId: (await previewRetention(root, { project: 'cr', policy: deleting('pr-*') })).planId,
      confirm: ['cr/app'],
    });
    const dead = (await claimRetentionRun(randomUUID()))!;
    expect(String(dead.id)).toBe(started.id);
    // It had begun to delete two tags, and died when one of them was on its scratch upstream.
    const { id } = (await findRepository('cr/app'))!;
    const tags = [0, 1].map((i) => ({ tag: `pr-${i}`, digest: images[i]!.digest }));
    const operationId = randomUUID();
    const payload = { kind: 'delete-tags', repository: 'cr/app', tags, address: null, run: dead.id };
    await query(
      `INSERT INTO operation (id, kind, repository_id, payload, actor, deadline_at)
       VALUES ($1, 'delete-tags', $2, $3::jsonb, 'root', now())`,
      [operationId, id, JSON.stringify(payload)],
    );
    await query(
      `INSERT INTO operation_key (operation_id, key, exclusive) SELECT $1, 'tag:' || $2::int || ':' || tag, true FROM unnest($3::text[]) AS tag`,
      [operationId, id, tags.map(({ tag }) => tag)],
    );
    await putUpstream('cr/app', 'pr-0', scratchBytes({ operationId, tags }), OCI_INDEX);
    expect(await work()).toBe(0);

    await query(`UPDATE retention_run SET lease_until = now() - interval '1 second' WHERE id = $1`, [
      dead.id,
    ]);
    expect(await work()).toBe(1);
    expect(await run('cr', started.id)).toMatchObject({ status: 'done', progress: { deleted: 4, kept: 0 } });
    expect([await tagsOf('cr/app'), await listTags('cr/app')]).toEqual([[], []]);

    // Not dead after all: it finds the run in other hands, and does nothing.
    await pushOld('cr/app', 'pr-9', images[0]!, 50);
    await workRun(dead, forever);
    expect(await tagsOf('cr/app')).toEqual(['pr-9']);
  });

  it('give a run back when they end, and stop one when somebody wants it stopped', async () => {
    await pullRequests('st/app', 3);
    const { planId } = await previewRetention(root, { project: 'st', policy: deleting('pr-*') });
    const { id } = await start('st', { planId, confirm: ['st/app'] });
    const ending = (await claimRetentionRun(randomUUID()))!;
    await workRun(ending, AbortSignal.abort());
    const next = (await claimRetentionRun(randomUUID()))!;
    expect(next.id).toBe(ending.id);
    expect(await stopRun(root, { project: 'st', run: id }, ACTOR)).toMatchObject({ stopAsked: true });
    await workRun(next, forever);
    expect(await run('st', id)).toMatchObject({ status: 'stopped', progress: { planned: 3, deleted: 0 } });
    await expect(stopRun(root, { project: 'st', run: id }, ACTOR)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await tagsOf('st/app')).toHaveLength(3);
  });
});

it('the guard holds a run that would empty a repository, until it is named', async () => {
  await pullRequests('gd/web', 4);
  await pullRequests('gd/api', 1);
  await pushThroughServices('gd/api', 'v1', smallImages(1, 'gd')[0]!);
  const { planId, guarded } = await previewRetention(root, { project: 'gd', policy: deleting('pr-*') });
  expect(guarded).toEqual([{ repository: 'gd/web', tags: 4, deleted: 4, percent: 100 }]);
  const { id } = await start('gd', { planId });
  const named = { project: 'gd', run: id };
  await work();
  expect(await run('gd', id)).toMatchObject({
    status: 'guarded',
    message: expect.stringContaining('100 % of the tags of gd/web (4 of 4)') as string,
    guarded,
    progress: { deleted: 0 },
  });
  expect((await listAttention(root)).map((one) => one.id)).toContain('cleanup-guarded-gd');
  expect(await tagsOf('gd/web')).toHaveLength(4);
  await expect(confirmRun(root, named, ['gd/api'], ACTOR)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  await confirmRun(root, named, ['gd/web'], ACTOR);
  await work();
  expect(await run('gd', id)).toMatchObject({ status: 'done', progress: { deleted: 5 } });
  expect([await tagsOf('gd/web'), await tagsOf('gd/api')]).toEqual([[], ['v1']]);
});

describe('runs by themselves', () => {
  it('only record what would go while the rules observe', async () => {
    await pullRequests('ob/app', 3);
    await save('ob', deleting('pr-*'));
    expect(await queueRun(await projectId('ob'), 'schedule')).toBe('queued');
    await work();
    const { lastRun } = await getRetention(root, 'ob');
    expect(lastRun).toMatchObject({
      status: 'done',
      observing: true,
      trigger: 'schedule',
      progress: { planned: 3, deleted: 0 },
    });
    expect(await tagsOf('ob/app')).toHaveLength(3);
  });

  it('wait while a source is stale, and say so; by hand one may', async () => {
    await pullRequests('sl/app', 2);
    await pushThroughServices('sl/app', 'v1', smallImages(1, 'sl')[0]!);
    await save('sl', deleting('pr-0'));
    await reportInUse(root, 'sl-cluster', { digests: [], ttlSeconds: 60 }, ACTOR);
    await query(`UPDATE in_use_source SET stale_at = now() - interval '1 minute'`);
    const id = await projectId('sl');
    expect([await queueRun(id, 'schedule'), await queueRun(id, 'schedule')]).toEqual(['blocked', 'blocked']);
    const { lastRun, pauses } = await getRetention(root, 'sl');
    const message = expect.stringContaining('sl-cluster has not reported') as string;
    expect(lastRun).toMatchObject({ status: 'blocked', message });
    expect(pauses).toMatchObject([{ blocks: 'scheduled', message }]);
    expect(await listAttention(root)).toContainEqual(
      expect.objectContaining({ id: 'in-use-stale', message }),
    );
    expect(await query('SELECT 1 FROM retention_run WHERE project_id = $1', [id])).toHaveLength(1);
    await start('sl');
    await work();
    expect(await tagsOf('sl/app')).toEqual(['pr-1', 'v1']);
    await removeInUse(root, 'sl-cluster', ACTOR);
  });

  it('begin once pushes have been quiet, one for all of them', async () => {
    await pullRequests('ps/app', 1);
    await save('ps', deleting('pr-*'), { onPush: true });
    expect(await queuePushedRuns()).toBe(0);
    await pushThroughServices('ps/app', 'v1', smallImages(1, 'ps')[0]!);
    expect(await queuePushedRuns()).toBe(0);
    await query(`UPDATE project SET last_pushed_at = now() - interval '3 minutes' WHERE name = 'ps'`);
    await query(
      `UPDATE retention_policy SET handled_push_at = now() - interval '1 hour' WHERE project_id = $1`,
      [await projectId('ps')],
    );
    expect([await queuePushedRuns(), await queuePushedRuns()]).toEqual([1, 0]);
    await work();
    expect((await getRetention(root, 'ps')).lastRun).toMatchObject({ trigger: 'push', observing: true });
  });
});

it('everything waits while cleanup is paused, until an administrator confirms', async () => {
  await pullRequests('pa/app', 2);
  await pushThroughServices('pa/app', 'v1', smallImages(1, 'pa')[0]!);
  await deleteTags({ repository: 'pa/app', tags: ['pr-1'], actor: ACTOR });
  await query(
    `UPDATE trash_entry SET expires_at = now() - interval '1 second'
     WHERE repository_id = (SELECT id FROM repository WHERE name = 'pa/app')`,
  );
  await save('pa', deleting('pr-*'));
  const { id } = await start('pa');
  await pauseCleanup('changes', 'Much has changed.');
  await work();
  expect(await run('pa', id)).toMatchObject({ status: 'blocked', message: 'Much has changed.' });
  await expect(start('pa')).rejects.toMatchObject({ code: 'CONFLICT', message: 'Much has changed.' });
  expect((await previewRetention(root, { project: 'pa' })).blocked).toMatchObject([{ kind: 'index-doubt' }]);
  expect(await purge()).toBe(0);
  expect(await listAttention(root)).toContainEqual(expect.objectContaining({ id: 'cleanup-paused' }));
  expect(await resumeCleanup(root, ACTOR)).toEqual({ paused: null });
  expect(await purge()).toBe(1);
  await start('pa');
  await work();
  expect(await tagsOf('pa/app')).toEqual(['v1']);
});

it('hides what moved tags left behind, and purges it; what is pulled by digest stays', async () => {
  const images = smallImages(4, 'replaced');
  for (const image of images) await pushThroughServices('rp/app', 'latest', image);
  await age('rp/app', 40);
  await pushThroughServices('rp/app', 'latest', images[3]!);
  const { id: repositoryId } = (await findRepository('rp/app'))!;
  await recordPulls([{ repositoryId, tag: null, digest: images[1]!.digest, pulls: 1 }]);
  await save('rp', deleting('nothing'));
  const { id } = await start('rp');
  await work();
  expect(await run('rp', id)).toMatchObject({ status: 'done', progress: { deleted: 2, kept: 0 } });
  const visible = await query<{ digest: string }>(
    `SELECT digest FROM manifest WHERE repository_id = $1 AND NOT hidden ORDER BY id`,
    [repositoryId],
  );
  expect(visible.map(({ digest }) => digest)).toEqual([images[1]!.digest, images[3]!.digest]);
  expect(await purge()).toBe(2);
  const there = await Promise.all(images.map(({ digest }) => headManifest('rp/app', digest)));
  expect(there.map((digest) => digest !== null)).toEqual([false, true, false, true]);
});
