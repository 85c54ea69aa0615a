import { AppError } from '#lib/errors/app-error.ts';
import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

export type Ticket = { repositoryId: number; repository: string; digest: string };

/** Tickets in a fixed order, those after `after`. */
export async function dueTickets(limit: number, after: Ticket | null): Promise<Ticket[]> {
  return query<Ticket>(
    `SELECT p.repository_id AS "repositoryId", r.name AS repository, p.digest
     FROM purge_ticket p JOIN repository r ON r.id = p.repository_id
     WHERE (p.repository_id, p.digest) > ($2, $3)
     ORDER BY p.repository_id, p.digest LIMIT $1`,
    [limit, after?.repositoryId ?? 0, after?.digest ?? ''],
  );
}

/**
 * Makes sure, under the digest's key, that the ticket still holds: the manifest is hidden and nothing visible, no tag
 * and no restorable trash reaches it. @throws AppError CONFLICT
 */
export async function requireTicket(tx: Tx, repositoryId: number, digest: string): Promise<void> {
  const good = await tx.query(
    `SELECT 1 FROM purge_ticket p JOIN manifest m ON m.repository_id = p.repository_id AND m.digest = p.digest
     WHERE p.repository_id = $1 AND p.digest = $2 AND m.hidden
       AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.manifest_id = m.id)
       AND NOT EXISTS (SELECT 1 FROM trash_entry e WHERE e.manifest_id = m.id)
       AND NOT EXISTS (
         SELECT 1 FROM manifest_child c JOIN manifest parent ON parent.id = c.manifest_id
         WHERE c.repository_id = $1 AND c.digest = $2
           AND NOT parent.fallback AND (NOT parent.hidden OR EXISTS (SELECT 1 FROM trash_entry e WHERE e.manifest_id = parent.id)))`,
    [repositoryId, digest],
  );
  if (good.length === 0) {
    throw new AppError('CONFLICT', 'Something reaches this manifest again: it is not purged.');
  }
}

export async function voidTicket(repositoryId: number, digest: string): Promise<void> {
  await query('DELETE FROM purge_ticket WHERE repository_id = $1 AND digest = $2', [repositoryId, digest]);
}

/** Takes a manifest that is gone upstream out of the index, with its ticket and the hidden blobs that only it named. */
export async function forgetManifest(tx: Tx, repositoryId: number, digest: string): Promise<void> {
  const blobs = await tx.query<{ digest: string }>(
    `SELECT b.digest FROM manifest_blob b JOIN manifest m ON m.id = b.manifest_id
     WHERE m.repository_id = $1 AND m.digest = $2 AND m.hidden`,
    [repositoryId, digest],
  );
  await tx.query('DELETE FROM manifest WHERE repository_id = $1 AND digest = $2 AND hidden', [
    repositoryId,
    digest,
  ]);
  await tx.query('DELETE FROM purge_ticket WHERE repository_id = $1 AND digest = $2', [repositoryId, digest]);
  await tx.query(
    `DELETE FROM repository_blob b WHERE b.repository_id = $1 AND b.hidden AND b.digest = ANY($2)
       AND NOT EXISTS (SELECT 1 FROM manifest_blob other WHERE other.repository_id = $1 AND other.digest = b.digest)`,
    [repositoryId, blobs.map((blob) => blob.digest)],
  );
}
