import { countChange } from './index-repositories.ts';
import { query } from './pool.ts';
import { transaction } from './transaction.ts';

/**
 * What was used within this is kept although no manifest names it: a push may be under way. A day for the push, and the time by which
 * a recorded use may lag behind (USE_KNOWN in gateway-blobs.ts).
 */
export const KEPT = "interval '24 hours 10 minutes'";

const UNREFERENCED = `NOT EXISTS (
  SELECT 1 FROM manifest_blob m WHERE m.repository_id = b.repository_id AND m.digest = b.digest)`;

export type PushedBlob = { repositoryId: number; repository: string; digest: string; size: number };

/** Blobs that a push under way may need, and that no manifest of their repository names yet, by repository. */
export async function blobsOfPushes(): Promise<PushedBlob[]> {
  return await query<PushedBlob>(
    `SELECT b.repository_id AS "repositoryId", r.name AS repository, b.digest, b.size
     FROM repository_blob b JOIN repository r ON r.id = b.repository_id
     WHERE b.used_at > now() - ${KEPT} AND NOT b.hidden AND ${UNREFERENCED} ORDER BY r.name, b.digest`,
  );
}

/** Rows of a statement: each holds its locks for a moment only. */
const BATCH = 1_000;

/**
 * Forgets the blobs that garbage collection is about to free, so that nobody is told that they are there: all that no manifest of
 * their repository names, but those of `blobsOfPushes`. Call it only while nothing is pushed.
 */
export async function forgetUnreferencedBlobs(): Promise<number> {
  return await forget(`b.used_at <= now() - ${KEPT}`, []);
}

/** Forgets blobs that the registry turned out not to have, unless a manifest names them: then it is broken, and says so itself. */
export async function forgetLostBlobs(
  lost: readonly { repositoryId: number; digest: string }[],
): Promise<number> {
  return await forget(`(b.repository_id, b.digest) IN (SELECT * FROM unnest($2::int[], $3::text[]))`, [
    lost.map(({ repositoryId }) => repositoryId),
    lost.map(({ digest }) => digest),
  ]);
}

async function forget(which: string, values: unknown[]): Promise<number> {
  let forgotten = 0;
  for (;;) {
    const rows = await transaction(async (tx) => {
      const gone = await tx.query<{ repositoryId: number; size: number; hidden: boolean }>(
        `DELETE FROM repository_blob WHERE (repository_id, digest) IN (
           SELECT b.repository_id, b.digest FROM repository_blob b WHERE ${which} AND ${UNREFERENCED}
           ORDER BY b.repository_id, b.digest LIMIT $1 FOR UPDATE)
         RETURNING repository_id AS "repositoryId", size, hidden`,
        [BATCH, ...values],
      );
      for (const [repositoryId, size] of shownBytes(gone))
        await countChange(tx, repositoryId, { size: -size });
      return gone.length;
    });
    forgotten += rows;
    if (rows < BATCH) return forgotten;
  }
}

function shownBytes(
  gone: readonly { repositoryId: number; size: number; hidden: boolean }[],
): Map<number, number> {
  const bytes = new Map<number, number>();
  for (const { repositoryId, size, hidden } of gone)
    if (!hidden) bytes.set(repositoryId, (bytes.get(repositoryId) ?? 0) + size);
  return bytes;
}

/** Digests of `digests` that `blobsOfPushes` has anywhere: what a collection now would keep of them. */
export async function keptAmong(digests: readonly string[]): Promise<Set<string>> {
  const rows = await query<{ digest: string }>(
    `SELECT DISTINCT b.digest FROM repository_blob b
     WHERE b.digest = ANY ($1) AND b.used_at > now() - ${KEPT} AND NOT b.hidden AND ${UNREFERENCED}`,
    [digests],
  );
  return new Set(rows.map((row) => row.digest));
}

export type Reclaimable = { blobs: number; bytes: number };

/**
 * What a collection would free as far as Lighter knows: blobs of purged manifests, and such as were pushed and never named. What came
 * into the registry past Lighter, and manifests themselves, are not in it.
 */
export async function readReclaimable(): Promise<Reclaimable> {
  const [row] = await query<Reclaimable>(
    `SELECT count(*)::int AS blobs, coalesce(sum(size), 0)::bigint AS bytes FROM (
       SELECT c.digest, max(c.size) AS size FROM (
         SELECT digest, size FROM repository_blob WHERE used_at <= now() - ${KEPT}
         UNION ALL SELECT digest, size FROM purged_blob) c
       WHERE NOT EXISTS (SELECT 1 FROM manifest_blob m WHERE m.digest = c.digest)
         AND NOT EXISTS (
           SELECT 1 FROM repository_blob k WHERE k.digest = c.digest AND k.used_at > now() - ${KEPT} AND NOT k.hidden)
       GROUP BY c.digest) freed`,
  );
  return row!;
}

/** After a collection. */
export async function forgetPurgedBlobs(): Promise<void> {
  await query('DELETE FROM purged_blob');
}
