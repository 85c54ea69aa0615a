import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { postgresUser } from '#lib/runtime/postgres-user.ts';
import { postgresUrl, startPostgres, stopPostgres } from '#lib/runtime/postgres.ts';
import { makeSocketFolder } from '#lib/runtime/socket-folder.ts';
import { migrate } from './migrate.ts';
import { createDatabase, withClient } from './probe-database.ts';
import { newFolder } from '../../e2e/support/run-folder.ts';

let root: string;
let serverUrl: string;
let url: string;
let dir: string;
let stop: () => Promise<void>;
let count = 0;

beforeAll(async () => {
  root = newFolder('migrate');
  const user = postgresUser();
  const socketDir = makeSocketFolder(root, user.owner);
  const { signal } = new AbortController();
  const part = await startPostgres({
    folder: path.join(root, 'pg'),
    socketDir,
    user,
    password: 'pw',
    signal,
  });
  serverUrl = postgresUrl(socketDir, 'pw');
  stop = async () => {
    await stopPostgres(part);
    await rm(socketDir, { recursive: true, force: true });
  };
});
afterAll(async () => {
  await stop();
  await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
  count += 1;
  url = serverUrl.replace('/lighter?', `/test${count}?`);
  await createDatabase(url);
  dir = path.join(root, `migrations${count}`);
  await mkdir(dir);
  await writeFile(path.join(dir, 'migration_lock.toml'), 'provider = "postgresql"');
});

async function add(name: string, sql: string): Promise<void> {
  await mkdir(path.join(dir, name), { recursive: true });
  await writeFile(path.join(dir, name, 'migration.sql'), sql);
}

async function rows(sql: string): Promise<unknown[]> {
  return await withClient(url, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);
}

it('applies what is missing, in order, and records it as Prisma does', async () => {
  const second = 'INSERT INTO a VALUES (1);';
  await add('20260102000000_fill', second);
  await add('20260101000000_init', 'CREATE TABLE a (n int); CREATE INDEX ON a (n);');
  expect(await migrate(url, dir)).toEqual({ applied: ['20260101000000_init', '20260102000000_fill'] });
  expect(await migrate(url, dir)).toEqual({ applied: [] });

  await add('20260103000000_more', 'INSERT INTO a VALUES (2);');
  expect(await migrate(url, dir)).toEqual({ applied: ['20260103000000_more'] });
  expect(await rows('SELECT n FROM a ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  const [, fill] = await rows(
    `SELECT checksum, migration_name, logs, rolled_back_at, applied_steps_count, finished_at >= started_at AS finished,
            id ~ '^[0-9a-f-]{36}$' AS uuid FROM _prisma_migrations ORDER BY started_at`,
  );
  expect(fill).toEqual({
    checksum: createHash('sha256').update(second).digest('hex'),
    migration_name: '20260102000000_fill',
    logs: null,
    rolled_back_at: null,
    applied_steps_count: 1,
    finished: true,
    uuid: true,
  });
});

it('rolls a failing migration back, names it, and takes it up again once it is mended', async () => {
  await add('20260101000000_init', 'CREATE TABLE a (n int);');
  await add('20260102000000_bad', 'CREATE TABLE b (n int); SELECT nothing FROM nowhere;');
  await expect(migrate(url, dir)).rejects.toMatchObject({
    code: 'SETUP_FAILED',
    message:
      'The migration 20260102000000_bad failed and was rolled back: relation "nowhere" does not exist.',
  });
  expect(await rows(`SELECT to_regclass('a') IS NOT NULL AS a, to_regclass('b') IS NOT NULL AS b`)).toEqual([
    { a: true, b: false },
  ]);
  await add('20260102000000_bad', 'CREATE TABLE b (n int);');
  expect(await migrate(url, dir)).toEqual({ applied: ['20260102000000_bad'] });
});

it('runs each migration once when several start together', async () => {
  await add('20260101000000_init', 'CREATE TABLE a (n int); SELECT pg_sleep(0.1);');
  const all = await Promise.all([1, 2, 3, 4].map(() => migrate(url, dir)));
  expect(all.flatMap(({ applied }) => applied)).toEqual(['20260101000000_init']);
});

it('refuses a history that is not its own', async () => {
  await add('20260101000000_init', 'CREATE TABLE a (n int);');
  await add('20260102000000_next', 'CREATE TABLE b (n int);');
  await migrate(url, dir);

  await add('20260101000000_init', 'CREATE TABLE a (m int);');
  await expect(migrate(url, dir)).rejects.toThrow(
    'The migration 20260101000000_init was changed after it had been applied. ',
  );
  await add('20260101000000_init', 'CREATE TABLE a (n int);');
  await rm(path.join(dir, '20260102000000_next'), { recursive: true });
  await expect(migrate(url, dir)).rejects.toThrow(
    'The database is newer than this Lighter: it has the migration 20260102000000_next.',
  );
  await add('20260102000000_next', 'CREATE TABLE b (n int);');
  await rows(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '%next'`);
  await expect(migrate(url, dir)).rejects.toThrow(
    'The migration 20260102000000_next failed in an earlier run.',
  );
  await rows(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name LIKE '%next'`);
  await rows('DROP TABLE b');
  expect(await migrate(url, dir)).toEqual({ applied: ['20260102000000_next'] });
});
