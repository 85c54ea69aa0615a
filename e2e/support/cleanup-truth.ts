import { expect } from 'vitest';
import { blobBytes, hasManifest } from '#lib/collector/content.ts';
import { query } from '#lib/db/pool.ts';
import { each } from '#lib/registry/each.ts';
import { headManifest, probeManifest } from '#lib/registry/manifests.ts';
import { CleanupClient } from './cleanup-client.ts';
import { leavingUsesAlone } from './cleanup-clock.ts';
import type { ModelRepository } from './cleanup-model.ts';
import type { CleanupParts } from './cleanup-parts.ts';
import { EMPTY, type Thing } from './cleanup-things.ts';
import type { CleanupWork } from './cleanup-work.ts';
import { differences } from './inside.ts';
import { brokenHistories, expectReconciled, leftovers, wrongCounts } from './storm-truth.ts';

/** What is gone for good, by repository. */
export type Dead = { repository: ModelRepository; things: Thing[]; tags: string[] };

/**
 * Everything that must hold after a cleanup, a purge and a garbage collection, also of pushes that went on through all of it: of the
 * index, of the registry and its disk, and as clients see it.
 */
export async function expectCleanedUp(parts: CleanupParts, work: CleanupWork, dead: Dead[]): Promise<void> {
  const names = work.repositories.map(({ name }) => name);
  expect(await query(`SELECT value FROM setting WHERE key = 'cleanup.pause'`)).toEqual([]);
  expect((await each(dead, (one) => remains(parts, one))).flat()).toEqual([]);
  expect(await garbage(parts, work, dead)).toEqual([]);
  expect(await leftovers(names)).toEqual([]);
  expect(await brokenHistories()).toEqual([]);
  expect(await wrongCounts()).toEqual([]);
  expect(await wrongProjects()).toEqual([]);
  await expectReconciled();
  expect(await differences()).toEqual([]);
  const inspect = new CleanupClient(parts, parts.inspector);
  await leavingUsesAlone(
    async () =>
      expect((await each(work.repositories, (one) => lost(parts, inspect, one))).flat()).toEqual([]),
    () => inspect.counted(work.sentinel),
  );
}

/** Every tag pulled layer by layer, everything else by digest, and what the registry itself has of it. */
async function lost(
  parts: CleanupParts,
  client: CleanupClient,
  repository: ModelRepository,
): Promise<string[]> {
  const tags = await each([...repository.tags], async ([tag, { digest }]) => [
    ...(await client.pull(repository.name, tag, repository.thing(digest))),
    ...((await headManifest(repository.name, tag)) === digest
      ? []
      : [`${repository.name}:${tag} is not upstream`]),
  ]);
  const things = await each([...repository.alive()], async (digest) => {
    const thing = repository.thing(digest);
    const files = await each([thing, ...thing.blobs], async ({ digest: file, size }) =>
      (await blobBytes(parts.registry.folder, file)) === size
        ? []
        : [`${file} of ${repository.name}@${digest} has no file`],
    );
    const served = await client.pull(repository.name, digest, { ...thing, children: [] });
    const stored = (await hasManifest(parts.registry.folder, repository.name, digest))
      ? []
      : [`${digest} is not stored`];
    return [...served, ...files.flat(), ...stored];
  });
  return [...tags.flat(), ...things.flat()];
}

/** What must be gone from a repository, and is not. */
async function remains(parts: CleanupParts, { repository, things, tags }: Dead): Promise<string[]> {
  const digests = things.map(({ digest }) => digest);
  const rows = await query<{ what: string }>(
    `SELECT m.digest || CASE WHEN m.hidden THEN ' hidden' ELSE ' shown' END AS what
     FROM manifest m JOIN repository r ON r.id = m.repository_id WHERE r.name = $1 AND m.digest = ANY($2)
     UNION ALL SELECT 'in the trash: ' || coalesce(e.tag, e.digest) FROM trash_entry e JOIN repository r ON r.id = e.repository_id
     WHERE r.name = $1`,
    [repository.name, digests],
  );
  const stored = await each(digests, async (digest) =>
    (await headManifest(repository.name, digest)) === null &&
    !(await hasManifest(parts.registry.folder, repository.name, digest))
      ? []
      : [`${digest} upstream`],
  );
  const tagged = await each(tags, async (tag) =>
    repository.tags.has(tag) || (await probeManifest(repository.name, tag)) === null
      ? []
      : [`${tag} upstream`],
  );
  return [...rows.map(({ what }) => what), ...stored.flat(), ...tagged.flat()].map(
    (one) => `${repository.name}: ${one}`,
  );
}

/** Files of what is gone that nothing else has. */
async function garbage(parts: CleanupParts, work: CleanupWork, dead: Dead[]): Promise<string[]> {
  const filesOf = (thing: Thing) => [thing, ...thing.blobs].map(({ digest }) => digest);
  const alive = work.repositories.flatMap((repository) =>
    [...repository.alive()].map((digest) => repository.thing(digest)),
  );
  const needed = new Set(alive.flatMap(filesOf).concat(EMPTY.digest));
  const gone = new Set(
    dead.flatMap(({ things }) => things.flatMap(filesOf)).filter((digest) => !needed.has(digest)),
  );
  const found = await each(
    [...gone],
    async (digest) => [digest, await blobBytes(parts.registry.folder, digest)] as const,
  );
  const left = found.filter(([, bytes]) => bytes > 0).map(([digest]) => digest);
  const named = dead.flatMap(({ repository, things }) =>
    things
      .filter((thing) => filesOf(thing).some((digest) => left.includes(digest)))
      .map(({ digest, subject }) => `${repository.name}@${digest} subject ${subject}`),
  );
  return left.length === 0 ? [] : [`still on the disk: ${JSON.stringify([await whoHas(left), named])}`];
}

/** What the index knows of files. */
function whoHas(digests: string[]): Promise<object[]> {
  return query(
    `SELECT d.digest, r.name, b.hidden, b.used_at, m.digest AS manifest, m.hidden AS manifest_hidden
     FROM unnest($1::text[]) AS d(digest) LEFT JOIN repository_blob b ON b.digest = d.digest
     LEFT JOIN repository r ON r.id = b.repository_id
     LEFT JOIN manifest_blob n ON n.digest = d.digest LEFT JOIN manifest m ON m.id = n.manifest_id`,
    [digests],
  );
}

/** Projects that show, or count for their quota, what a recount does not give. */
async function wrongProjects(): Promise<object[]> {
  return query(`
    SELECT * FROM (
      SELECT p.name, p.repository_count, p.size, p.stored_bytes,
        (SELECT count(*)::int FROM repository r WHERE r.project_id = p.id AND r.manifest_count > 0) AS repositories,
        (SELECT coalesce(sum(r.size), 0)::bigint FROM repository r WHERE r.project_id = p.id) AS bytes,
        (SELECT coalesce(sum(b.size), 0)::bigint FROM (
          SELECT DISTINCT m.digest, m.size FROM manifest_blob m JOIN repository r ON r.id = m.repository_id
          WHERE r.project_id = p.id AND NOT m."foreign") b) AS stored
      FROM project p) counted
    WHERE repository_count <> repositories OR size <> bytes OR stored_bytes <> stored`);
}
