import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { withClient } from '#lib/db/probe-database.ts';
import { dataFolder } from './data-folder.ts';
import type { Part } from './part.ts';
import { postgresUser } from './postgres-user.ts';
import { postgresUrl, startPostgres, stopPostgres } from './postgres.ts';
import { makeSocketFolder } from './socket-folder.ts';
import { newFolder } from '../../e2e/support/run-folder.ts';

const PASSWORD = 'correct-horse';
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function instance() {
  // Longer than a socket's path may be.
  const root = newFolder('x'.repeat(190));
  const user = postgresUser();
  const socketDir = makeSocketFolder(root, user.owner);
  const password = PASSWORD;
  cleanups.push(async () => {
    for (const folder of [root, socketDir]) await rm(folder, { recursive: true, force: true });
  });
  return { root, socketDir, user, password, url: postgresUrl(socketDir, password) };
}

async function start({
  root,
  socketDir,
  user,
  password,
}: Awaited<ReturnType<typeof instance>>): Promise<Part> {
  const { signal } = new AbortController();
  const part = await startPostgres({ folder: dataFolder(root).postgres, socketDir, user, password, signal });
  cleanups.push(() => stopPostgres(part));
  return part;
}

it('keeps its data over a stop, listens on a private socket only, and is durable', async () => {
  const here = await instance();
  const first = await start(here);
  expect((await stat(here.socketDir)).mode & 0o777).toBe(0o700);
  expect((await readdir(here.socketDir)).sort()).toEqual(['.s.PGSQL.5432', '.s.PGSQL.5432.lock']);
  const settings = await withClient(here.url, async (client) => {
    await client.query('CREATE TABLE kept (n int)');
    await client.query('INSERT INTO kept VALUES (42)');
    return await client.query(
      `SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS tcp`,
    );
  });
  expect(settings.rows).toEqual([{ fsync: 'on', tcp: '' }]);
  await stopPostgres(first);
  expect(await first.exited).toEqual({ code: 0, signal: null });

  await start(here);
  const kept = await withClient(here.url, (client) => client.query('SELECT n FROM kept'));
  expect(kept.rows).toEqual([{ n: 42 }]);
});

it('comes back after it was killed, and after its pid was given to another program', async () => {
  const here = await instance();
  const first = await start(here);
  await withClient(here.url, (client) => client.query('CREATE TABLE kept AS SELECT 1 AS n'));
  process.kill(first.identity.pid, 'SIGKILL');
  await first.exited;

  const second = await start(here);
  await stopPostgres(second);
  const pidFile = path.join(dataFolder(here.root).postgres, 'postmaster.pid');
  await writeFile(pidFile, `${process.pid}\n${dataFolder(here.root).postgres}\n`);

  await start(here);
  const kept = await withClient(here.url, (client) => client.query('SELECT n FROM kept'));
  expect(kept.rows).toEqual([{ n: 1 }]);
});

it('refuses a wrong password with one sentence', async () => {
  const here = await instance();
  await start(here);
  const wrong = withClient(postgresUrl(here.socketDir, 'wrong'), (client) => client.query('SELECT 1'));
  await expect(wrong).rejects.toThrow(/refused the password of lighter: correct DATABASE_URL\.$/);
});
