import type { PgBoss } from 'pg-boss';
import { readRetentionSchedules } from '#lib/db/retention-policies.ts';
import { logger } from '#lib/log/logger.ts';
import { queueRun } from '#lib/services/queue-run.ts';

/** The queue of runs that are due; its schedules, one a project, are kept as the saved cleanups say. */
const DUE = 'retention-due';

/** How often they are looked at: a schedule that is saved holds a minute later at the latest, as precise as cron is. */
const SYNC_MS = 30_000;

type Due = { projectId: number };

/** Queues runs of cleanups when they are due, each once across all workers. @returns how to stop */
export async function startRetentionSchedules(boss: PgBoss): Promise<{ close(): void }> {
  await boss.createQueue(DUE, { policy: 'standard', notify: true, retryLimit: 2 });
  await boss.work<Due>(DUE, async ([job]) => {
    const queued = await queueRun(job!.data.projectId, 'schedule');
    logger('worker').info({ project: job!.data.projectId, queued }, 'a cleanup is due');
  });
  await syncSchedules(boss);
  const timer = setInterval(() => {
    syncSchedules(boss).catch((err: unknown) => logger('worker').debug({ err }, 'schedules wait'));
  }, SYNC_MS).unref();
  return { close: () => clearInterval(timer) };
}

/** Brings the schedules of the queue up to the saved ones. */
export async function syncSchedules(boss: PgBoss): Promise<void> {
  const saved = new Map((await readRetentionSchedules()).map((row) => [String(row.projectId), row]));
  for (const { key, cron, timezone } of await boss.getSchedules(DUE)) {
    const row = saved.get(key);
    if (row?.schedule === cron && row.timeZone === timezone) saved.delete(key);
    else if (!row) await boss.unschedule(DUE, key);
  }
  for (const [key, { projectId, schedule, timeZone }] of saved) {
    await boss.schedule(DUE, schedule, { projectId } satisfies Due, { tz: timeZone, key });
  }
}
