import { randomBytes } from 'node:crypto';
import { chmod, chown } from 'node:fs/promises';
import { join } from 'node:path';
import { withClient } from '#lib/db/probe-database.ts';
import { postgresUser } from '#lib/runtime/postgres-user.ts';
import { postgresUrl, startPostgres as startCluster, stopPostgres } from '#lib/runtime/postgres.ts';
import { identify, isAlive } from '#lib/runtime/process-identity.ts';
import { childrenOf } from './children.ts';
import { until } from './inside.ts';
import { newFolder } from './run-folder.ts';

/** The product's own Postgres, in a folder of its own. */
export type Postgres = {
  /** Of the database `lighter`, which is empty. */
  url: string;
  /** A new database, as a copy of the one named; answers its address. */
  createDatabase: (template?: string) => Promise<string>;
  /** Stops it as it is, with all its connections open: it takes new ones, and answers nothing until it is thawed. */
  freeze: () => void;
  thaw: () => void;
  /** Kills it with all its connections, as when its machine loses power. */
  kill: () => Promise<void>;
  /** Where its data are. */
  folder: string;
  /** Starts it again over the same data, after `kill`. */
  restart: () => Promise<void>;
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
  const launch = () => startCluster({ folder, socketDir, password, user, signal });
  let cluster = await launch();
  const url = postgresUrl(socketDir, password);
  const tell = (signal: NodeJS.Signals) => {
    // The first, which makes the others, before them: none is made meanwhile.
    const { pid } = cluster.identity;
    process.kill(pid, signal);
    for (const child of childrenOf(pid)) tellIfThere(child, signal);
  };
  return {
    url,
    folder,
    createDatabase: (template) => createDatabase(url, template),
    freeze: () => tell('SIGSTOP'),
    thaw: () => tell('SIGCONT'),
    kill: async () => {
      const children = childrenOf(cluster.identity.pid).map(identify);
      tell('SIGKILL');
      await cluster.exited;
      await until('Postgres is gone', () => !children.some((child) => child && isAlive(child)));
    },
    restart: async () => {
      cluster = await launch();
    },
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

/** A process that serves one connection may have ended since it was listed. */
function tellIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
