import { PgBoss } from 'pg-boss';
import { startCollector } from '#lib/collector/main.ts';
import { env } from '#lib/env/env.ts';
import { closeDatabase } from '#lib/db/pool.ts';
import { probeDatabase } from '#lib/db/probe-database.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { closeUpstream } from '#lib/registry/connection.ts';
import { noticeRestore } from '#lib/services/notice-restore.ts';
import { startAuditForwarding } from './audit-forwarding.ts';
import { JOBS, type Job } from './jobs.ts';
import { startRetentionRuns } from './retention-runs.ts';
import { startRetentionSchedules } from './retention-schedules.ts';
import { startSettling } from './settling.ts';

/** A worker that dies is noticed after this long, and its job begins anew elsewhere: handlers are safe to run again. */
const HEARTBEAT_SECONDS = 10;
/** A job that runs longer than this hangs; a first reconcile of a large S3 takes hours. */
const EXPIRE_SECONDS = 12 * 60 * 60;
const STOP_TIMEOUT_MS = 10_000;

/** How often the queue looks whether anything is due: as precise as cron is. */
const CRON_SECONDS = 30;

/**
 * Starts the scheduled jobs of this process, each run once across all workers, and the settling of operations.
 * @throws AppError CONFIG_INVALID, UNAVAILABLE
 */
export async function startWorker({ cronSeconds = CRON_SECONDS } = {}): Promise<{ close(): Promise<void> }> {
  const log = logger('worker');
  const connectionString = await databaseAddress();
  const boss = new PgBoss({
    connectionString,
    schema: 'jobs',
    application_name: 'lighter worker',
    max: 4,
    useListenNotify: true,
    cronMonitorIntervalSeconds: cronSeconds,
    openTelemetry: { enabled: false },
  });
  boss.on('error', (error) => log.warn({ err: error }, 'job queue'));
  await boss.start();
  await noticeRestore();
  for (const job of JOBS) await register(boss, job);
  const schedules = await startRetentionSchedules(boss);
  const settling = startSettling();
  const runs = startRetentionRuns();
  const forwarding = startAuditForwarding();
  // Where the registry's storage is in reach, nobody else need be started for it.
  const collector = env().storage ? await startCollector() : null;
  log.info('worker started');
  return {
    async close() {
      schedules.close();
      await collector?.close();
      await runs.close();
      await forwarding.close();
      await settling.close();
      await boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS });
      closeUpstream();
      await closeDatabase();
    },
  };
}

/** Looked at first: pg-boss says of a database that is not there only that several attempts failed. */
async function databaseAddress(): Promise<string> {
  const { databaseUrl, registryUrl } = env();
  if (!databaseUrl)
    throw new AppError('CONFIG_INVALID', 'DATABASE_URL is not set: give the address of a Postgres.');
  if (!registryUrl)
    throw new AppError('CONFIG_INVALID', 'REGISTRY_URL is not set: give the address of a registry.');
  await probeDatabase(databaseUrl);
  return databaseUrl;
}

async function register(boss: PgBoss, job: Job): Promise<void> {
  await boss.createQueue(job.name, {
    policy: 'exclusive',
    notify: true,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: EXPIRE_SECONDS,
    retryLimit: 2,
  });
  await boss.work(job.name, async ([run]) => {
    const log = logger('worker').child({ job: job.name });
    try {
      const outcome = await job.run(run!.signal);
      log.info({ outcome }, 'job done');
    } catch (error) {
      log.error({ err: error }, 'job failed');
      throw error;
    }
  });
  await boss.schedule(job.name, job.cron, null, { tz: 'UTC' });
  if (job.atStart) await boss.send(job.name);
}
