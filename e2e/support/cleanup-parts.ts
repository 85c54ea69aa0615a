import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeDatabase, query } from '#lib/db/pool.ts';
import { migrate } from '#lib/db/migrate.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { closeUpstream } from '#lib/registry/connection.ts';
import { KeptChild, startChild } from './child.ts';
import { until } from './inside.ts';
import { startGateway, type Gateway } from './lighter.ts';
import { makePerson, type Person } from './people.ts';
import { startPostgres } from './postgres.ts';
import { startRegistry, type Registry } from './registry.ts';
import { newFolder } from './run-folder.ts';
import type { Chance } from './storm-random.ts';

export type Victim = 'worker' | 'gateway' | 'upstream' | 'postgres';

/**
 * What cleanup goes over: a gateway, a worker that also collects garbage, a registry and a Postgres, each to be killed. This
 * process serves `/api/v1`.
 */
export type CleanupParts = {
  gateways: Gateway[];
  registry: Registry;
  person: Person;
  /** Looks at everything, and is not taken for who pulls. */
  inspector: Person;
  /** Kills one of them, and starts it again a moment later. */
  kill: (victim: Victim, luck: Chance) => Promise<void>;
  workerOutput: () => string;
  stop: () => Promise<void>;
};

const root = join(import.meta.dirname, '../..');
const MAX_AWAY_MS = 500;
/** Longer than the registry goes on with a delete that was cut off, in repositories as small as these. */
const CUT_OFF_MS = 1_500;

export async function startCleanupParts(): Promise<CleanupParts> {
  const [postgres, registry] = await Promise.all([startPostgres(), startRegistry()]);
  const shared = {
    DATABASE_URL: postgres.url,
    REGISTRY_URL: registry.url,
    UPSTREAM_MODE: 'exclusive',
    LIGHTER_DATA: newFolder('data'),
  };
  await migrate(postgres.url);
  await closeDatabase();
  closeUpstream();
  completeEnvironment(shared);
  const person = await makePerson('storm', { admin: true });
  const inspector = await makePerson('inspector', { admin: true });
  const startWorker = () =>
    startChild(
      'worker',
      [process.execPath, join(root, 'bin/lighter'), 'worker'],
      { ...process.env, ...shared, LIGHTER_STORAGE: registry.folder },
      () => Promise.resolve(true),
    );
  const gateway = await startGateway(shared);
  const worker = new KeptChild(startWorker);
  await worker.start();
  await until('there is a collector', async () => (await query('SELECT 1 FROM registry_storage')).length > 0);
  const away = (luck: Chance) => sleep(luck.next() * MAX_AWAY_MS);
  const kill: Record<Victim, (luck: Chance) => Promise<void>> = {
    worker: async (luck) => {
      await worker.kill('SIGKILL');
      await away(luck);
      await worker.start();
      await sleep(CUT_OFF_MS);
      await until('what the worker was at is known', forgetWorker);
    },
    gateway: async (luck) => {
      await gateway.kill('SIGKILL');
      await away(luck);
      await gateway.start();
    },
    upstream: async (luck) => {
      await registry.kill();
      await away(luck);
      await registry.restart();
    },
    postgres: async (luck) => {
      await postgres.kill();
      await away(luck);
      await postgres.restart();
    },
  };
  return {
    gateways: [gateway],
    registry,
    person,
    inspector,
    kill: (victim, luck) => kill[victim](luck),
    workerOutput: () => worker.output(),
    stop: async () => {
      await Promise.all([gateway.stop(), worker.kill('SIGTERM')]);
      await closeDatabase();
      closeUpstream();
      await Promise.all([registry.stop(), postgres.stop()]);
    },
  };
}

/** The one worker is dead: what it held need not be waited for. */
async function forgetWorker(): Promise<boolean> {
  try {
    await query(`UPDATE retention_run SET lease_until = now() WHERE status = 'running'`);
    await query(`UPDATE operation SET deadline_at = now() WHERE kind = 'purge' OR payload ? 'run'`);
    return true;
  } catch {
    return false;
  }
}
