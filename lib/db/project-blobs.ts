import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

/** So long an upload counts for its project's quota although no manifest names it: pushes end within it. */
export const UPLOAD_COUNTS = "interval '24 hours'";

/**
 * After a manifest was forgotten: blobs of `digests` that no manifest of the project names any more don't count for it as such.
 * @returns their bytes
 */
export async function unstore(tx: Tx, repositoryId: number, digests: string[]): Promise<number> {
  if (digests.length === 0) return 0;
  // Only once the rows are ours is it known what all pushes that have ended name.
  const ours = await tx.query<{ digest: string }>(
    `SELECT b.digest FROM project_blob b
     WHERE b.project_id = (SELECT project_id FROM repository WHERE id = $1) AND b.digest = ANY ($2) AND b.referenced
     ORDER BY b.digest FOR UPDATE`,
    [repositoryId, digests],
  );
  if (ours.length === 0) return 0;
  const [row] = await tx.query<{ size: number }>(UNSTORE, [repositoryId, ours.map(({ digest }) => digest)]);
  return row!.size;
}

/** Forgets uploads that count no longer. @returns how many */
export async function forgetOldUploads(): Promise<number> {
  const rows = await query(
    `DELETE FROM project_blob WHERE NOT referenced AND (uploaded_at IS NULL OR uploaded_at < now() - ${UPLOAD_COUNTS})
     RETURNING 1`,
  );
  return rows.length;
}

/** Forgets uploads that garbage collection has deleted, while nobody writes: what is gone counts for no quota. */
export async function forgetCollectedUploads(digests: string[]): Promise<void> {
  await query('DELETE FROM project_blob WHERE NOT referenced AND digest = ANY ($1)', [digests]);
}

const UNSTORE = `
  WITH left_over AS (
    UPDATE project_blob b SET referenced = false
    WHERE b.project_id = (SELECT project_id FROM repository WHERE id = $1) AND b.digest = ANY ($2)
      AND NOT EXISTS (
        SELECT 1 FROM manifest_blob n JOIN repository r ON r.id = n.repository_id
        WHERE n.digest = b.digest AND r.project_id = b.project_id AND NOT n."foreign")
      AND NOT EXISTS (
        SELECT 1 FROM repository r JOIN manifest_child n ON n.repository_id = r.id
        WHERE r.project_id = b.project_id AND n.digest = b.digest)
    RETURNING b.size)
  SELECT coalesce(sum(size), 0)::bigint AS size FROM left_over`;
