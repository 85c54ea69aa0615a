import cluster from 'node:cluster';
import { deriveKey } from '#lib/auth/secret.ts';
import { closeDatabase, limitPool } from '#lib/db/pool.ts';
import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { closeUpstream } from '#lib/registry/connection.ts';
import { announceClosing, reopen } from './closing.ts';
import { listenToPrimary } from './metrics/gather.ts';
import { closeWeb } from './proxy/web-connection.ts';
import { flushAuditedPulls } from './pulls/audit-pulls.ts';
import { flushPulls } from './pulls/pull-counter.ts';
import { listen } from './server.ts';
import { startWorkers } from './workers.ts';

/**
 * Serves the public port: the registry protocol, and in front of the pages. It starts without database, registry or pages being
 * there, and serves what it can (`/readyz` names the rest). With GATEWAY_WORKERS in several processes. `port`: the one it listens on.
 * @throws AppError CONFIG_INVALID, SETUP_FAILED
 */
export async function startGateway(): Promise<{ port: number; close(): Promise<void> }> {
  const { databaseUrl, registryUrl, gatewayWorkers } = env();
  if (!databaseUrl)
    throw new AppError('CONFIG_INVALID', 'DATABASE_URL is not set: give the address of a Postgres.');
  if (!registryUrl)
    throw new AppError('CONFIG_INVALID', 'REGISTRY_URL is not set: give the address of a registry.');
  if (gatewayWorkers === 1) return serveHere();
  if (cluster.isPrimary) return serveByWorkers(gatewayWorkers);
  listenToPrimary();
  limitPool(Math.max(LEAST_CONNECTIONS, Math.floor(CONNECTIONS_OF_ALL / gatewayWorkers)));
  return serveHere();
}

/** Postgres's connections for all processes together: the embedded one has 60, for the pages and the worker too. */
const CONNECTIONS_OF_ALL = 20;
const LEAST_CONNECTIONS = 2;

async function serveByWorkers(count: number): Promise<{ port: number; close(): Promise<void> }> {
  const workers = await startWorkers(count);
  logger('gateway').info({ port: workers.port, workers: count }, 'gateway started in several processes');
  return {
    port: workers.port,
    async close() {
      await workers.close();
      await flushPulls();
      await flushAuditedPulls();
      await closeDatabase();
    },
  };
}

async function serveHere(): Promise<{ port: number; close(): Promise<void> }> {
  const { host } = env();
  reopen();
  const server = await listen();
  logger('gateway').info({ host, port: server.port }, 'gateway started');
  // So that the first client does not wait for it; without a database the first client that needs it asks again.
  deriveKey('registry-token').catch(() => undefined);
  return {
    port: server.port,
    async close() {
      announceClosing();
      await server.close();
      await flushPulls();
      await flushAuditedPulls();
      closeUpstream();
      closeWeb();
      await closeDatabase();
    },
  };
}
