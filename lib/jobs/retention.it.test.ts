import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { env } from '#lib/env/env.ts';
import { putRetentionInput } from '#lib/schemas/retention-runs.ts';
import { activateRetention, deleteRetention, saveRetention } from '#lib/services/save-retention.ts';
import { compared, deleting, pushOld, tagsOf } from '../../e2e/support/cleanup.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { until } from '../../e2e/support/inside.ts';
import { ACTOR, ROOT } from '../../e2e/support/service-push.ts';
import { startWorker } from './main.ts';
import { syncSchedules } from './retention-schedules.ts';

const root = ROOT as Parameters<typeof saveRetention>[0];
let workers: Awaited<ReturnType<typeof startWorker>>[] = [];
let boss: PgBoss;

beforeAll(async () => {
  await compared();
  for (const [i, image] of smallImages(4, 'jobs').entries())
    await pushOld('jobs/app', i === 0 ? 'v1' : `pr-${i}`, image, 20);
  const policy = deleting('pr-*');
  const saved = { version: 0, policy, schedule: '0 3 * * sun', timeZone: 'Asia/Kathmandu', guardPercent: 90 };
  await saveRetention(root, 'jobs', putRetentionInput.parse(saved), ACTOR);
  await activateRetention(root, 'jobs', 1, ACTOR);
  workers = await Promise.all([startWorker({ cronSeconds: 1 }), startWorker({ cronSeconds: 1 })]);
  boss = new PgBoss({
    connectionString: env().databaseUrl!,
    schema: 'jobs',
    supervise: false,
    schedule: false,
  });
  await boss.start();
});
afterAll(async () => {
  await boss.stop({ graceful: false });
  // The last closes the database for this process.
  for (const worker of workers) await worker.close();
});

const schedules = async () =>
  (await boss.getSchedules('retention-due')).map(({ key, cron, timezone, data }) => ({
    key,
    cron,
    timezone,
    data,
  }));

it('has a schedule for each saved one, in its time zone', async () => {
  const [project] = await query<{ id: number }>(`SELECT id FROM project WHERE name = 'jobs'`);
  const { id } = project!;
  const expected = { key: String(id), timezone: 'Asia/Kathmandu', data: { projectId: id } };
  expect(await schedules()).toEqual([{ ...expected, cron: '0 3 * * sun' }]);
  await query(`UPDATE retention_policy SET schedule = '30 4 * * *'`);
  await syncSchedules(boss);
  expect(await schedules()).toEqual([{ ...expected, cron: '30 4 * * *' }]);
});

it('runs what is due, once, by whichever worker', async () => {
  const [project] = await query<{ id: number }>(`SELECT id FROM project WHERE name = 'jobs'`);
  const due = { projectId: project!.id };
  await Promise.all([boss.send('retention-due', due), boss.send('retention-due', due)]);
  const runs = () =>
    query<{ status: string; trigger: string }>(`SELECT status, trigger FROM retention_run ORDER BY id`);
  await until('the run has ended', async () => (await runs())[0]?.status === 'done');
  expect(await tagsOf('jobs/app')).toEqual(['v1']);
  const [deleted] = await query(`SELECT count(*) FROM audit_event WHERE action = 'tag.delete'`);
  expect(deleted).toEqual({ count: 3 });
});

it('runs when the clock says so', async () => {
  await pushOld('jobs/app', 'pr-9', smallImages(1, 'tick')[0]!, 20);
  const [before] = await query<{ id: number }>('SELECT max(id) AS id FROM retention_run');
  await query(`UPDATE retention_policy SET schedule = '* * * * *'`);
  await syncSchedules(boss);
  const runs = () =>
    query<{ status: string; trigger: string }>(
      `SELECT status, trigger FROM retention_run WHERE id > $1 ORDER BY id`,
      [before!.id],
    );
  await until('a run has ended', async () => (await runs())[0]?.status === 'done');
  expect(await tagsOf('jobs/app')).toEqual(['v1']);
  expect((await runs())[0]).toEqual({ status: 'done', trigger: 'schedule' });
});

it('forgets the schedule of what is saved no more', async () => {
  await deleteRetention(root, 'jobs', 2, ACTOR);
  await syncSchedules(boss);
  expect(await schedules()).toEqual([]);
});
