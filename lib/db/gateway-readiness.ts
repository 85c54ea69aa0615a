import path from 'node:path';
import { readMigrations } from './migration-files.ts';
import { query } from './pool.ts';

/** Names of this program's migrations that the database lacks. @throws AppError UNAVAILABLE without a database */
export async function missingMigrations(): Promise<string[]> {
  wanted ??= readMigrations(MIGRATIONS).then((migrations) => migrations.map(({ name }) => name));
  const [table] = await query<{ there: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`,
  );
  if (!table?.there) return await wanted;
  const rows = await query<{ name: string }>(APPLIED);
  const applied = new Set(rows.map((row) => row.name));
  return (await wanted).filter((name) => !applied.has(name));
}

const MIGRATIONS = path.join(import.meta.dirname, '../../prisma/migrations');

/** The files do not change while the program runs. */
let wanted: Promise<string[]> | undefined;

const APPLIED = `SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
