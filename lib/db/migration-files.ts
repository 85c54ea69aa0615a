import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#lib/errors/app-error.ts';

/** `checksum` is the SHA-256 of the file in hex, as Prisma records it. */
export type Migration = { name: string; checksum: string; sql: string };

/** Reads Prisma's migration folders, oldest first; anything else there (`migration_lock.toml`) is passed over. */
export async function readMigrations(dir: string): Promise<Migration[]> {
  const names = (await list(dir)).filter((name) => MIGRATION_NAME.test(name)).sort();
  return await Promise.all(names.map((name) => readMigration(dir, name)));
}

const MIGRATION_NAME = /^\d{14}_/;

async function list(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (cause) {
    throw new AppError('SETUP_FAILED', `The migrations can not be read from ${dir}: restore this folder.`, {
      cause,
    });
  }
}

async function readMigration(dir: string, name: string): Promise<Migration> {
  const file = path.join(dir, name, 'migration.sql');
  try {
    const bytes = await readFile(file);
    return { name, checksum: createHash('sha256').update(bytes).digest('hex'), sql: bytes.toString('utf8') };
  } catch (cause) {
    throw new AppError('SETUP_FAILED', `The migration ${name} can not be read: restore ${file}.`, { cause });
  }
}
