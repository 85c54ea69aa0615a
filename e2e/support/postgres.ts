import { randomBytes } from 'node:crypto';
import { chmod, chown } from 'node:fs/promises';
import { join } from 'node:path';
import { withClient } from '#lib/db/probe-database.ts';
import { postgresUser } from '#lib/runtime/postgres-user.ts';
import { postgresUrl, startPostgres as startCluster, stopPostgres } from '#lib/runtime/postgres.ts';
import { newFolder } from './run-folder.ts';

/** The product's own Postgres, in a folder of its own. */
export type Postgres = {
  /** Of the database `lighter`, which is empty. */
  url: string;
  /** A new database, as a copy of the one named; answers its address. */
  createDatabase: (template?: string) => Promise<string>;
  stop: () => Promise<void>;
};

export async function startPostgres(): Promise<Postgres> {
  const user = postgresUser();
  const socketDir = newFolder('pg');
  await chmod(socketDir, 0o700);
  if (user.owner) await chown(socketDir, user.owner.uid, user.owner.gid);
  const password = randomBytes(12).toString('hex');
  const { signal } = new AbortController();
  const folder = join(newFolder('postgres'), 'data');
  const cluster = await startCluster({ folder, socketDir, password, user, signal });
  const url = postgresUrl(socketDir, password);
  return {
    url,
    createDatabase: (template) => createDatabase(url, template),
    stop: () => stopPostgres(cluster),
  };
}

/**
 * A new database on the server of `url`, as a copy of `template`; answers its address. Asked from the database `postgres`:
 * nobody may be connected to the template.
 */
export async function createDatabase(url: string, template = 'template1'): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const sql = `CREATE DATABASE "${name}" TEMPLATE "${template}"`;
  await withClient(withName(url, 'postgres'), (client) => client.query(sql));
  return withName(url, name);
}

function withName(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}
