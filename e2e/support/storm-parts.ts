import { setTimeout as sleep } from 'node:timers/promises';
import { closeDatabase } from '#lib/db/pool.ts';
import { migrate } from '#lib/db/migrate.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { startSettling } from '#lib/jobs/settling.ts';
import { closeUpstream } from '#lib/registry/connection.ts';
import { makePerson, type Person } from './people.ts';
import { startGateway, type Gateway } from './lighter.ts';
import { startPostgres } from './postgres.ts';
import { startRegistry } from './registry.ts';
import type { Chance } from './storm-random.ts';

/**
 * What a storm goes over: two gateways behind one address book, a registry and a Postgres of their own. This process is the worker
 * that settles operations, and the one that serves `/api/v1`.
 */
export type Parts = {
  gateways: Gateway[];
  /** An administrator: may push and delete everywhere. */
  person: Person;
  killers: Record<Part, (chance: Chance) => Promise<void>>;
  stop: () => Promise<void>;
};

export type Part = 'gateway' | 'upstream' | 'postgres';

/** A part stays away for up to so long; starting it takes its own time. */
const MAX_AWAY_MS = 500;

export async function startParts(): Promise<Parts> {
  const [postgres, registry] = await Promise.all([startPostgres(), startRegistry()]);
  const shared = { DATABASE_URL: postgres.url, REGISTRY_URL: registry.url, UPSTREAM_MODE: 'exclusive' };
  await migrate(postgres.url);
  await closeDatabase();
  closeUpstream();
  completeEnvironment(shared);
  const person = await makePerson('storm', { admin: true });
  const gateways = await Promise.all([startGateway(shared), startGateway(shared)]);
  const settling = startSettling();
  const away = (chance: Chance) => sleep(chance.next() * MAX_AWAY_MS);
  return {
    gateways,
    person,
    killers: {
      gateway: async (chance) => {
        const gateway = gateways[chance.between(0, gateways.length - 1)]!;
        await gateway.kill('SIGKILL');
        await away(chance);
        await gateway.start();
      },
      upstream: async (chance) => {
        await registry.kill();
        await away(chance);
        await registry.restart();
      },
      postgres: async (chance) => {
        await postgres.kill();
        await away(chance);
        await postgres.restart();
      },
    },
    stop: async () => {
      await settling.close();
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await closeDatabase();
      closeUpstream();
      await Promise.all([registry.stop(), postgres.stop()]);
    },
  };
}
