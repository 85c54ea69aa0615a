import pg from 'pg';
import { AppError } from '#lib/errors/app-error.ts';

/**
 * Connects once and asks for nothing. Throws AppError with one sentence: UNAVAILABLE when nothing answers (or Postgres is
 * still starting), CONFIG_INVALID when it answers and refuses (password, user, database, version).
 */
export async function probeDatabase(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ version: string }>(
      `SELECT current_setting('server_version_num') AS version`,
    );
    const version = Number(rows[0]?.version);
    if (version >= OLDEST_VERSION) return;
    const message = `The database at ${place(databaseUrl)} is Postgres ${Math.floor(version / 10_000)}, and Lighter needs ${OLDEST_VERSION / 10_000} or newer.`;
    throw new AppError('CONFIG_INVALID', message);
  });
}

/** Creates the database that `databaseUrl` names, when it is not there. Throws as `probeDatabase` does. */
export async function createDatabase(databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl);
  const name = decodeURIComponent(url.pathname.slice(1));
  url.pathname = '/postgres';
  await withClient(url.href, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  });
}

/** Runs `work` on a connection of its own and closes it. Throws AppErrors as `probeDatabase` says when there is no connection. */
export async function withClient<T>(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A connection that breaks while nothing is asked of it would end the process otherwise; the next query fails anyway.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw connectionError(error, databaseUrl);
  }
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Prisma 7 and `NULLS NOT DISTINCT`, which unique constraints may use, need 15. */
const OLDEST_VERSION = 150_000;
/** Long enough for a slow network, short enough for someone who waits at a terminal. */
const CONNECT_TIMEOUT_MS = 10_000;

function connectionError(error: unknown, databaseUrl: string): AppError {
  const { code, message } = innermost(error);
  const where = place(databaseUrl);
  const user = decodeURIComponent(new URL(databaseUrl).username) || 'the default user';
  // `pg` itself says so when the server wants a password and the address holds none.
  const refused = REFUSALS[message.includes('password must be a string') ? '28P01' : (code ?? '')]?.(
    where,
    user,
  );
  if (refused) return new AppError('CONFIG_INVALID', refused, { cause: error });
  if (code === '57P03')
    return new AppError('UNAVAILABLE', `The database at ${where} is still starting.`, { cause: error });
  const sentence = `The database at ${where} can not be reached (${code ?? message}): start it, or correct DATABASE_URL.`;
  return new AppError('UNAVAILABLE', sentence, { cause: error });
}

/** By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REFUSALS: Record<string, (where: string, user: string) => string> = {
  '28P01': (where, user) => `The database at ${where} refused the password of ${user}: correct DATABASE_URL.`,
  '28000': (where, user) =>
    `The database at ${where} does not let ${user} in: correct DATABASE_URL, or pg_hba.conf there.`,
  '3D000': (where) => `The database at ${where} does not exist: create it, or correct DATABASE_URL.`,
  '53300': (where) => `The database at ${where} has no connection left: raise its max_connections.`,
};

/** Node gives an AggregateError when a name has several addresses. */
function innermost(error: unknown): { code?: string; message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  if (error instanceof Error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === undefined ? { message: error.message } : { code, message: error.message };
  }
  return { message: String(error) };
}

/** `host:port/database`, never the password. */
function place(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  const host = url.searchParams.get('host') ?? (url.host || 'localhost');
  return `${host}${host.startsWith('/') ? ':' : '/'}${url.pathname.slice(1)}`;
}
