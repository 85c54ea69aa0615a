import { beforeAll, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { putSetting } from '#lib/db/settings.ts';
import { env } from '#lib/env/env.ts';
import { putRetentionInput } from '#lib/schemas/retention-runs.ts';
import { deleting, pushOld, work } from '../../e2e/support/cleanup.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { push } from '../../e2e/support/push.ts';
import { ACTOR, ROOT } from '../../e2e/support/service-push.ts';
import { cleanupPause, resumeCleanup } from './cleanup-pause.ts';
import { doubtIndex } from './doubt-index.ts';
import { noticeRestore } from './notice-restore.ts';
import { previewRetention } from './preview-retention.ts';
import { purge } from './purge.ts';
import { queueRun } from './queue-run.ts';
import { reconcile } from './reconcile.ts';
import { takeSnapshot } from './retention-snapshot.ts';
import { saveRetention } from './save-retention.ts';

// What makes cleanup wait for an administrator, one after another in the life of one instance.

const root = ROOT as Parameters<typeof saveRetention>[0];
const preview = () => previewRetention(root, { project: 'life', policy: deleting('pr-*') });

beforeAll(async () => {
  await pushOld('life/app', 'pr-1', smallImages(1, 'life')[0]!, 20);
});

it('waits until everything upstream has been seen once', async () => {
  // A preview is shown all the same.
  expect(await preview()).toMatchObject({
    blocked: [{ kind: 'index-doubt', blocks: 'every', cause: 'rebuilding' }],
    totals: { deleted: 1 },
  });
  await saveRetention(root, 'life', putRetentionInput.parse({ version: 0, policy: deleting('pr-*') }), ACTOR);
  const [project] = await query<{ id: number }>(`SELECT id FROM project WHERE name = 'life'`);
  expect(await queueRun(project!.id, 'schedule')).toBe('blocked');
  expect(await work()).toBe(0);
});

it('pauses after the index was built from what was there, not where all came through Lighter', async () => {
  await doubtIndex(0);
  expect(await cleanupPause()).toBeNull();
  const [image] = smallImages(1, 'there');
  await push({ url: env().registryUrl!, repository: 'life/app' }, 'there', image!);
  await reconcile();
  expect(await cleanupPause()).toMatchObject({ cause: 'rebuilt' });
  expect((await preview()).blocked).toMatchObject([{ cause: 'rebuilt' }]);
  expect(await resumeCleanup(ROOT, ACTOR)).toEqual({ paused: null });
  expect(await preview()).toMatchObject({ blocked: [], totals: { deleted: 1 } });
});

it('does not mind a few changes that were made elsewhere', async () => {
  const [image] = smallImages(1, 'elsewhere');
  for (let i = 0; i < 3; i++)
    await push({ url: env().registryUrl!, repository: 'life/app' }, `few-${i}`, image!);
  await reconcile();
  expect(await cleanupPause()).toBeNull();
});

it('pauses after many', async () => {
  const [image] = smallImages(1, 'many');
  for (let i = 0; i < 20; i++)
    await push({ url: env().registryUrl!, repository: 'life/app' }, `many-${i}`, image!);
  await reconcile();
  expect(await cleanupPause()).toMatchObject({
    cause: 'changes',
    message: expect.stringContaining('20 of 25 tags') as string,
  });
  expect((await preview()).blocked).toMatchObject([{ cause: 'changes' }]);
  expect(await purge()).toBe(0);
  expect(await resumeCleanup(ROOT, ACTOR)).toEqual({ paused: null });
  expect((await preview()).blocked).toEqual([]);
});

it.each([
  ['rows were brought back from a dump', 'SET value = value'],
  [
    'its files are those of another timeline',
    `SET value = value || jsonb_build_object('timeline', 0, 'xid', pg_current_xact_id()::text)`,
  ],
])('pauses when %s', async (_what, change) => {
  await noticeRestore();
  expect(await cleanupPause()).toBeNull();
  await query(`UPDATE setting ${change} WHERE key = 'cleanup.database'`);
  await noticeRestore();
  expect(await cleanupPause()).toMatchObject({ cause: 'restored' });
  await resumeCleanup(ROOT, ACTOR);
  await noticeRestore();
  expect(await cleanupPause()).toBeNull();
});

it('pauses when the database is another one than before, and counts uses from then on', async () => {
  await noticeRestore();
  expect(await cleanupPause()).toBeNull();
  await putSetting('cleanup.database', { identity: 'another', since: '2026-01-01T00:00:00.000Z' });
  const before = Date.now();
  expect(await purge()).toBe(0);
  expect(await cleanupPause()).toMatchObject({ cause: 'restored' });
  const [project] = await query<{ id: number }>(`SELECT id FROM project WHERE name = 'life'`);
  const { snapshot } = await takeSnapshot('life', { projectId: project!.id });
  expect(snapshot.repositories[0]!.tags[0]!.countedSince).toBeGreaterThanOrEqual(before);
  await resumeCleanup(ROOT, ACTOR);
  await noticeRestore();
  expect(await cleanupPause()).toBeNull();
});
