import { subjectOfFallbackTag } from '#lib/oci/fallback-tag.ts';
import { query } from './pool.ts';
import { forgetManifest } from './purge-tickets.ts';
import type { Tx } from './transaction.ts';
import { hideUnreached } from './visibility.ts';

/** The digest of the list under a fallback tag, if Lighter itself wrote it and it serves for nothing else; else null. */
export async function ownFallback(repositoryId: number, tag: string): Promise<string | null> {
  const [row] = await query<{ digest: string }>(
    `SELECT m.digest FROM tag t JOIN manifest m ON m.id = t.manifest_id
     WHERE t.repository_id = $1 AND t.name = $2 AND m.fallback AND m.pushed_by IS NULL
       AND NOT EXISTS (SELECT 1 FROM tag other WHERE other.manifest_id = m.id AND other.name <> t.name)`,
    [repositoryId, tag],
  );
  return row?.digest ?? null;
}

/** Takes a replaced list of referrers, which is deleted upstream, out of the index. */
export async function forgetFallback(tx: Tx, repositoryId: number, digest: string): Promise<void> {
  const [manifest] = await tx.query<{ id: number }>(
    'SELECT id FROM manifest WHERE repository_id = $1 AND digest = $2',
    [repositoryId, digest],
  );
  if (!manifest) return;
  await hideUnreached(tx, repositoryId, [manifest.id]);
  await forgetManifest(tx, repositoryId, digest);
}

/** Takes the tag of a list that is gone upstream out of the index: bookkeeping, so that nothing is told or counted. */
export async function dropFallbackTag(tx: Tx, repositoryId: number, tag: string): Promise<void> {
  await tx.query('DELETE FROM tag WHERE repository_id = $1 AND name = $2 AND fallback', [repositoryId, tag]);
}

export type StaleList = { repository: { id: number; name: string }; subject: string };

/** It names what was purged since, and garbage collection keeps whatever a list names. */
const NAMES_PURGED = `
  EXISTS (SELECT 1 FROM manifest_child c WHERE c.manifest_id = m.id AND NOT EXISTS (
    SELECT 1 FROM manifest known WHERE known.repository_id = c.repository_id AND known.digest = c.digest))`;

/** Lists under their tag that name what was purged since, or nothing at all. */
export async function staleFallbacks(): Promise<StaleList[]> {
  const rows = await query<{ id: number; name: string; tag: string }>(
    `SELECT r.id, r.name, t.name AS tag FROM tag t
     JOIN manifest m ON m.id = t.manifest_id AND m.fallback
     JOIN repository r ON r.id = t.repository_id
     WHERE t.fallback AND (${NAMES_PURGED} OR NOT EXISTS (SELECT 1 FROM manifest_child c WHERE c.manifest_id = m.id))`,
  );
  return rows.map(({ id, name, tag }) => ({
    repository: { id, name },
    subject: subjectOfFallbackTag(tag)!,
  }));
}

export type LeftList = { repository: { id: number; name: string }; digest: string };

/** A newer list is under its tag, nothing else holds it, and it names what was purged since. */
const LEFT = `
  FROM manifest m JOIN repository r ON r.id = m.repository_id
  WHERE m.fallback AND m.pinned_at IS NULL AND ${NAMES_PURGED}
    AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.manifest_id = m.id)
    AND NOT EXISTS (SELECT 1 FROM trash_entry e WHERE e.manifest_id = m.id)
    AND NOT EXISTS (
      SELECT 1 FROM manifest_child c JOIN manifest parent ON parent.id = c.manifest_id AND NOT parent.fallback
      WHERE c.repository_id = m.repository_id AND c.digest = m.digest)`;

/** Lists that a newer one has replaced, as far as they keep the disk from getting free. */
export async function leftLists(): Promise<LeftList[]> {
  const rows = await query<{ id: number; name: string; digest: string }>(
    `SELECT r.id, r.name, m.digest ${LEFT}`,
  );
  return rows.map(({ id, name, digest }) => ({ repository: { id, name }, digest }));
}

/** Whether it still is one, under its key. */
export async function isLeftList(tx: Tx, { repository, digest }: LeftList): Promise<boolean> {
  const rows = await tx.query(`SELECT 1 ${LEFT} AND m.repository_id = $1 AND m.digest = $2`, [
    repository.id,
    digest,
  ]);
  return rows.length > 0;
}
