import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase, probeDatabase } from '#lib/db/probe-database.ts';
import { foreignEnvironment } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { LogSink } from './log-file.ts';
import { startPart, type Exit, type Part } from './part.ts';
import { prepareCluster } from './postgres-cluster.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import type { PostgresUser } from './postgres-user.ts';
import { stopProcess } from './stop-process.ts';

export type PostgresOptions = {
  /** The folder of the cluster; made on first use. */
  folder: string;
  /** Where its socket goes: a short private folder. */
  socketDir: string;
  password: string;
  user: PostgresUser;
  signal: AbortSignal;
  log?: LogSink;
  onLine?: (line: string) => void;
  /** Called as soon as there is a process, before it is ready. */
  onSpawn?: (part: Part) => void;
};

/** The address of the embedded Postgres that listens in `socketDir`. */
export function postgresUrl(socketDir: string, password: string): string {
  return `postgres://lighter:${password}@localhost:${PORT}/lighter?host=${socketDir}`;
}

/**
 * Starts the embedded Postgres and waits until it answers; it listens on a Unix socket only.
 * Throws AppError SETUP_FAILED with Postgres's own words when it ends instead.
 */
export async function startPostgres(options: PostgresOptions): Promise<Part> {
  const { folder, socketDir, password, user, signal } = options;
  const binaries = postgresBinaries();
  await prepareCluster({ folder, socketDir, password, binaries, user, signal });
  const command = user.wrap(binaries.postgres, ['-D', folder, ...settings(socketDir)]);
  const { log, onLine, onSpawn } = options;
  const part = startPart({ name: 'database', ...command, env: foreignEnvironment(), log, onLine, onSpawn });
  try {
    await answers(part, postgresUrl(socketDir, password), signal);
  } catch (error) {
    await stopPostgres(part);
    throw error;
  }
  return part;
}

/** Stops Postgres with all its connections closed and everything on disk ("fast"); "immediate" if that takes too long. */
export async function stopPostgres(part: Part): Promise<void> {
  await stopProcess(part.identity, { signal: 'SIGINT', patience: STOP_PATIENCE_MS, force: 'SIGQUIT' });
}

const PORT = 5432;
/** A checkpoint to a slow disk; cutting it short costs a recovery at the next start, and no data. */
const STOP_PATIENCE_MS = 20_000;
const POLL_MS = 25;

/** For small machines; what is not named here, such as fsync, stays at Postgres's own safe defaults. */
function settings(socketDir: string): string[] {
  const values = {
    listen_addresses: '',
    port: PORT,
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    // Three processes with pools of ten, pg-boss, listeners and a person with psql.
    max_connections: 60,
    shared_buffers: '64MB',
    max_wal_size: '512MB',
    // Compiling pays for analytic queries only; ours are short.
    jit: 'off',
    cluster_name: 'lighter',
    timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function answers(part: Part, url: string, signal: AbortSignal): Promise<void> {
  const ended = part.exited.then((exit) => Promise.reject(endedEarly(part, exit)));
  // It is raced below; between the races it must not count as unhandled.
  ended.catch(() => undefined);
  for (;;) {
    signal.throwIfAborted();
    const ready = await Promise.race([ended, tryOnce(url)]);
    if (ready) return;
    await Promise.race([ended, sleep(POLL_MS)]);
  }
}

/** Recovery after a crash takes as long as it takes: only "not yet" is waited for. */
async function tryOnce(url: string): Promise<boolean> {
  try {
    await createDatabase(url);
    await probeDatabase(url);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'UNAVAILABLE') return false;
    throw error;
  }
}

function endedEarly(part: Part, exit: Exit): AppError {
  const said = part.tail.findLast((line) => /FATAL|PANIC|error/.test(line)) ?? part.tail.at(-1) ?? '';
  const words = said.replace(/^.*?(FATAL|PANIC|error): */, '') || `it ended with exit code ${exit.code}`;
  return new AppError('SETUP_FAILED', `The database did not start: ${words.replace(/\.$/, '')}.`);
}
