import type { Tx } from './transaction.ts';

// What a run looks at again, once nobody else can move what it is about to delete.

/** As the snapshot has them; times in milliseconds. */
export type TagFacts = { name: string; digest: string; seenAt: number; lastUsedAt: number | null };
export type ManifestFacts = { digest: string; pushedAt: number | null; digestUsedAt: number | null };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Those of `tags` that are visible. */
export async function readTagFacts(tx: Tx, repositoryId: number, tags: string[]): Promise<TagFacts[]> {
  return tx.query<TagFacts>(
    `SELECT name, digest, ${ms('pushed_at')} AS "seenAt", ${ms('last_used_at')} AS "lastUsedAt"
     FROM tag WHERE repository_id = $1 AND name = ANY ($2) AND NOT missing`,
    [repositoryId, tags],
  );
}

/** The visible manifests that `digests` stand for, and all that is below them as their children. */
export async function readManifestFacts(
  tx: Tx,
  repositoryId: number,
  digests: string[],
): Promise<(ManifestFacts & { id: number })[]> {
  return tx.query<ManifestFacts & { id: number }>(
    `WITH RECURSIVE beneath(id, digest) AS (
       SELECT id, digest FROM manifest WHERE repository_id = $1 AND digest = ANY ($2) AND NOT hidden
       UNION
       SELECT m.id, m.digest FROM beneath b JOIN manifest_child c ON c.manifest_id = b.id
         JOIN manifest m ON m.repository_id = $1 AND m.digest = c.digest AND NOT m.hidden)
     SELECT m.id, m.digest, CASE WHEN m.pushed_by IS NOT NULL THEN ${ms('m.pushed_at')} END AS "pushedAt",
        ${ms('m.digest_used_at')} AS "digestUsedAt"
     FROM beneath JOIN manifest m ON m.id = beneath.id`,
    [repositoryId, digests],
  );
}
