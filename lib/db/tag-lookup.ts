import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

export type TagTarget = { tag: string; digest: string };

/** Those of `tags` that are visible in the repository, and what they point at; inside `tx`, where there is one. */
export async function visibleTags(
  repositoryId: number,
  tags: string[],
  tx: Tx = { query },
): Promise<TagTarget[]> {
  return tx.query<TagTarget>(
    'SELECT name AS tag, digest FROM tag WHERE repository_id = $1 AND name = ANY($2) AND NOT missing ORDER BY name',
    [repositoryId, tags],
  );
}

/** Every visible tag on a digest. */
export async function tagsOn(repositoryId: number, digest: string): Promise<string[]> {
  const rows = await query<{ tag: string }>(
    'SELECT name AS tag FROM tag WHERE repository_id = $1 AND digest = $2 AND NOT missing AND NOT fallback ORDER BY name',
    [repositoryId, digest],
  );
  return rows.map((row) => row.tag);
}

/** Digests of the visible indexes that list `digest` as a child. */
export async function visibleParents(repositoryId: number, digest: string): Promise<string[]> {
  const rows = await query<{ digest: string }>(
    `SELECT DISTINCT m.digest FROM manifest_child c JOIN manifest m ON m.id = c.manifest_id
     WHERE c.repository_id = $1 AND c.digest = $2 AND NOT m.hidden AND NOT m.fallback`,
    [repositoryId, digest],
  );
  return rows.map((row) => row.digest);
}

export type ManifestState = { id: number; hidden: boolean; subject: string | null };

/** Whether the index knows a manifest here, and shows it; inside `tx`, where there is one. */
export async function manifestState(
  repositoryId: number,
  digest: string,
  tx: Tx = { query },
): Promise<ManifestState | null> {
  const rows = await tx.query<ManifestState>(
    'SELECT id, hidden, subject FROM manifest WHERE repository_id = $1 AND digest = $2',
    [repositoryId, digest],
  );
  return rows[0] ?? null;
}
