import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeDatabase, query } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { headBlob } from '#lib/registry/blobs.ts';
import { catalog } from '#lib/registry/catalog.ts';
import { closeUpstream } from '#lib/registry/connection.ts';
import { each } from '#lib/registry/each.ts';
import { getManifest, headManifest } from '#lib/registry/manifests.ts';
import { listTags } from '#lib/registry/tags.ts';

const PATIENCE_MILLISECONDS = 45_000;
const POLL_MILLISECONDS = 20;

/** What an instance tells of itself: addresses of its own database and registry, and its processes. */
export type Inside = {
  DATABASE_URL: string;
  REGISTRY_URL: string;
  /** Where its sockets are. */
  socketDir: string;
  pids: Record<string, number>;
};

/** Reads what the instance over `data` tells of itself. */
export async function instanceAddresses(data: string): Promise<Inside> {
  const { databaseUrl, registryUrl, socketDir, parts } = JSON.parse(
    await readFile(join(data, 'runtime.json'), 'utf8'),
  ) as Runtime;
  const pids = Object.fromEntries(Object.entries(parts).map(([name, { pid }]) => [name, pid]));
  return { DATABASE_URL: databaseUrl, REGISTRY_URL: registryUrl, socketDir, pids };
}

/** Lets this process ask the database and the registry of the instance over `data`, past its gateway. Anew after each start. */
export async function lookInside(data: string): Promise<Inside> {
  const inside = await instanceAddresses(data);
  await closeDatabase();
  closeUpstream();
  completeEnvironment({ DATABASE_URL: inside.DATABASE_URL, REGISTRY_URL: inside.REGISTRY_URL });
  return inside;
}

/** Waits until `done` says so; throws with `what` when it does not in time. */
export async function until(what: string, done: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error(`${what}: not so after ${PATIENCE_MILLISECONDS} ms`);
    await sleep(POLL_MILLISECONDS);
  }
}

/** Waits until every operation that was left open is settled. */
export async function untilSettled(): Promise<void> {
  await until(
    'no operation is open',
    async () => (await query('SELECT 1 FROM operation LIMIT 1')).length === 0,
  );
}

/** What the index and the registry tell differently, in words; empty when they agree. */
export async function differences(): Promise<string[]> {
  const listed: string[] = [];
  for await (const page of catalog()) listed.push(...page);
  const indexed = await query<{ name: string }>('SELECT name FROM repository');
  const names = [...new Set([...listed, ...indexed.map(({ name }) => name)])];
  const found = await Promise.all([...names.map(tagDifferences), contentDifferences()]);
  return found.flat();
}

async function tagDifferences(repository: string): Promise<string[]> {
  const rows = await query<{ name: string; digest: string }>(
    `SELECT t.name, t.digest FROM tag t JOIN repository r ON r.id = t.repository_id WHERE r.name = $1 AND NOT t.missing`,
    [repository],
  );
  const index = new Map(rows.map(({ name, digest }) => [name, digest]));
  const tags = [...new Set([...index.keys(), ...(await listTags(repository))])];
  const told = await each(
    tags,
    async (tag) => [tag, index.get(tag) ?? null, await headManifest(repository, tag)] as const,
  );
  return told.flatMap(([tag, here, there]) =>
    here === there ? [] : [`${repository}:${tag} is ${here} in the index and ${there} in the registry`],
  );
}

async function contentDifferences(): Promise<string[]> {
  const manifests = await query<Named>(
    `SELECT r.name, m.digest FROM manifest m JOIN repository r ON r.id = m.repository_id WHERE NOT m.hidden`,
  );
  const blobs = await query<Named>(
    `SELECT r.name, b.digest FROM repository_blob b JOIN repository r ON r.id = b.repository_id WHERE NOT b.hidden`,
  );
  const lost = await Promise.all([
    each(manifests, async (one) => ((await getManifest(one.name, one.digest)) ? null : one)),
    each(blobs, async (one) => ((await headBlob(one.name, one.digest)) === null ? one : null)),
  ]);
  return lost.flat().flatMap((one) => (one ? [`${one.name}@${one.digest} is in the index only`] : []));
}

type Runtime = {
  databaseUrl: string;
  registryUrl: string;
  socketDir: string;
  parts: Record<string, { pid: number }>;
};

type Named = { name: string; digest: string };
