import type { Tx } from './transaction.ts';

type Change = { repositoryId: number; tags: string[] };

/**
 * Locks tags that are visible; those that are locked keep who locked them and when, and get the note if there is a new one.
 * @returns the tags that this changed
 */
export async function lockTagRows(
  tx: Tx,
  { repositoryId, tags, by, note }: Change & { by: string | null; note: string | null },
): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    `UPDATE tag SET
       locked_by = CASE WHEN locked_at IS NULL THEN $3 ELSE locked_by END,
       locked_at = coalesce(locked_at, now()),
       lock_note = coalesce($4, lock_note)
     WHERE ${SHOWN} AND (locked_at IS NULL OR ($4::text IS NOT NULL AND lock_note IS DISTINCT FROM $4))
     RETURNING name`,
    [repositoryId, tags, by, note],
  );
  return rows.map(({ name }) => name);
}

/** @returns the tags that were locked */
export async function unlockTagRows(tx: Tx, { repositoryId, tags }: Change): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    `UPDATE tag SET locked_at = NULL, locked_by = NULL, lock_note = NULL
     WHERE ${SHOWN} AND locked_at IS NOT NULL RETURNING name`,
    [repositoryId, tags],
  );
  return rows.map(({ name }) => name);
}

const SHOWN = 'repository_id = $1 AND name = ANY ($2::text[]) AND NOT missing AND NOT fallback';
