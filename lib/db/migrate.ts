import path from 'node:path';
import type pg from 'pg';
import { AppError } from '#lib/errors/app-error.ts';
import { readMigrations, type Migration } from './migration-files.ts';
import { withClient } from './probe-database.ts';

/**
 * Applies the migrations of `dir` (Prisma's folders, `YYYYMMDDHHMMSS_name/migration.sql`) that `databaseUrl` lacks, in order,
 * each in a transaction, under a lock, recorded in `_prisma_migrations` as `prisma migrate deploy` records them.
 * Throws AppError SETUP_FAILED when one fails (it is rolled back) or when the recorded ones are not those of `dir`;
 * UNAVAILABLE or CONFIG_INVALID when there is no connection.
 */
export async function migrate(databaseUrl: string, dir = MIGRATIONS): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(dir);
  return await withClient(databaseUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    await client.query(CREATE_TABLE);
    const pending = pendingOf(migrations, await recorded(client));
    for (const migration of pending) await apply(client, migration);
    return { applied: pending.map(({ name }) => name) };
  });
}

const MIGRATIONS = path.join(import.meta.dirname, '../../prisma/migrations');

/** The lock that Prisma's own engine takes, so that the two also exclude each other. */
const LOCK_KEY = 72_707_369;

/** Character for character the table of Prisma's engine: it refuses any other. */
const CREATE_TABLE = `
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`;

type Recorded = { name: string; checksum: string; finished: boolean };

async function recorded(client: pg.Client): Promise<Recorded[]> {
  const { rows } = await client.query<Recorded>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
  return rows;
}

/** The migrations still to apply; throws when the database has a history that is not this program's. */
function pendingOf(migrations: Migration[], done: Recorded[]): Migration[] {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of done) {
    const migration = byName.get(name);
    if (!migration)
      throw refused(
        `The database is newer than this Lighter: it has the migration ${name}. Install the newer version again`,
      );
    if (!finished)
      throw refused(
        `The migration ${name} failed in an earlier run. Settle it with "prisma migrate resolve"`,
      );
    if (migration.checksum !== checksum)
      throw refused(`The migration ${name} was changed after it had been applied. Restore its file`);
  }
  const names = new Set(done.map(({ name }) => name));
  return migrations.filter(({ name }) => !names.has(name));
}

async function apply(client: pg.Client, { name, checksum, sql }: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, started_at, finished_at, migration_name, applied_steps_count)
       VALUES (gen_random_uuid()::text, $1, now(), clock_timestamp(), $2, 1)`,
      [checksum, name],
    );
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined);
    const said = cause instanceof Error ? cause.message.replace(/\.?\s*$/, '') : String(cause);
    throw refused(`The migration ${name} failed and was rolled back: ${said}`, cause);
  }
}

function refused(sentence: string, cause?: unknown): AppError {
  return new AppError('SETUP_FAILED', `${sentence}.`, { cause });
}
