import pg from 'pg';
import { AppError } from '#lib/errors/app-error.ts';
import { env } from '#lib/env/env.ts';
import { databaseSeconds } from '#lib/metrics/metrics.ts';
import { databaseError } from './database-error.ts';
import { WatchedPool } from './watched-pool.ts';

/** Measured: a pool of 10 beats one of 32 on two cores, and three processes stay far under Postgres's 60 connections. */
const POOL_SIZE = 10;

/** A database that does not answer within this is down as far as a request is concerned. */
const CONNECT_TIMEOUT_MS = 2_000;

/** Ids, counts and byte sizes stay under 2^53, so int8 may arrive as a number. */
const INT8 = 20;
pg.types.setTypeParser(INT8, Number);

let current: pg.Pool | null = null;
let size = POOL_SIZE;
let applicationName = 'lighter';

/** The process's one pool of connections, made on first use from `DATABASE_URL`. */
export function pool(): pg.Pool {
  current ??= open();
  return current;
}

/** Fewer connections from the next opening on, for who is one of several of its kind; `as`: how Postgres calls them. */
export function limitPool(connections: number, as = applicationName): void {
  size = Math.min(POOL_SIZE, connections);
  applicationName = as;
}

/**
 * Runs one statement. `name` makes it a named prepared statement: for the hot path, with constant text.
 * @throws AppError UNAVAILABLE when the database can't be reached
 */
export async function query<Row extends object>(
  text: string,
  values: unknown[] = [],
  name?: string,
): Promise<Row[]> {
  const started = performance.now();
  try {
    const result = await pool().query<Row>(name ? { name, text, values } : { text, values });
    return result.rows;
  } catch (error) {
    throw databaseError(error);
  } finally {
    databaseSeconds.observe((performance.now() - started) / 1000);
  }
}

const farewells: (() => Promise<void>)[] = [];

/** Has `farewell` done before the connections end. */
export function beforeClosing(farewell: () => Promise<void>): void {
  farewells.push(farewell);
}

/** Ends all connections; the next use opens new ones. */
export async function closeDatabase(): Promise<void> {
  // Without a database there is nobody to say it to.
  if (current) await Promise.allSettled(farewells.map((farewell) => farewell()));
  const ending = current;
  current = null;
  await ending?.end();
}

function open(): pg.Pool {
  const { databaseUrl } = env();
  if (!databaseUrl)
    throw new AppError('CONFIG_INVALID', 'DATABASE_URL is not set: give the address of a Postgres.');
  const opened = new WatchedPool({
    connectionString: databaseUrl,
    max: size,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: applicationName,
  });
  // An idle connection that breaks is replaced on next use; without a listener it would end the process.
  opened.on('error', () => undefined);
  // The same for one in use, whose query fails anyway: Postgres's farewell and the broken socket are two errors.
  opened.on('connect', (client) => client.on('error', () => undefined));
  return opened;
}
