import type { Tx } from './transaction.ts';

/** Pins a visible manifest, or (`by` undefined) unpins it. @returns whether that changed anything; null: there is no such manifest */
export async function setPin(
  tx: Tx,
  repositoryId: number,
  digest: string,
  by: string | null | undefined,
): Promise<boolean | null> {
  const [before] = await tx.query<{ pinned: boolean }>(
    `SELECT pinned_at IS NOT NULL AS pinned FROM manifest
     WHERE repository_id = $1 AND digest = $2 AND NOT hidden AND NOT fallback FOR UPDATE`,
    [repositoryId, digest],
  );
  if (!before) return null;
  const pin = by !== undefined;
  if (before.pinned === pin) return false;
  await tx.query(
    `UPDATE manifest SET pinned_at = CASE WHEN $3::bool THEN now() END, pinned_by = $4
     WHERE repository_id = $1 AND digest = $2`,
    [repositoryId, digest, pin, by ?? null],
  );
  return true;
}

/** Whether a manifest is pinned, which then does not change before the transaction ends. */
export async function isPinned(tx: Tx, repositoryId: number, digest: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT FROM manifest WHERE repository_id = $1 AND digest = $2 AND pinned_at IS NOT NULL FOR KEY SHARE`,
    [repositoryId, digest],
  );
  return rows.length > 0;
}
