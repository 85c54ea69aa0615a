import { closeDatabase } from '#lib/db/pool.ts';
import { probeDatabase } from '#lib/db/probe-database.ts';
import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { closeUpstream } from '#lib/registry/connection.ts';
import type { Running } from '#lib/runtime/running.ts';
import { startCollector } from './main.ts';

/** The collector as a process of its own. @throws AppError CONFIG_INVALID, SETUP_FAILED, UNAVAILABLE */
export async function startCollectorService(): Promise<Running> {
  const { databaseUrl, registryUrl } = env();
  if (!databaseUrl)
    throw new AppError('CONFIG_INVALID', 'DATABASE_URL is not set: give the address of a Postgres.');
  if (!registryUrl)
    throw new AppError('CONFIG_INVALID', 'REGISTRY_URL is not set: give the address of a registry.');
  await probeDatabase(databaseUrl);
  const collector = await startCollector();
  logger('collector').info({ storage: env().storage }, 'collector started');
  return {
    async close() {
      await collector.close();
      closeUpstream();
      await closeDatabase();
    },
  };
}
