import { query } from './pool.ts';
import type { Tx } from './transaction.ts';
import { hideUnreached, reveal } from './visibility.ts';

export type TrashRow = {
  id: number;
  repositoryId: number;
  repository: string;
  tag: string | null;
  digest: string;
  manifestId: number;
  expiresAt: Date;
};

/** A trash entry that can still be restored, or null. */
export async function findTrash(id: number): Promise<TrashRow | null> {
  const rows = await query<TrashRow>(`${SELECT} WHERE t.id = $1 AND t.expires_at > now()`, [id]);
  return rows[0] ?? null;
}

/** Entries whose time is over, oldest first. */
export async function expiredTrash(limit: number): Promise<TrashRow[]> {
  return query<TrashRow>(`${SELECT} WHERE t.expires_at <= now() ORDER BY t.expires_at LIMIT $1`, [limit]);
}

/** Puts an untagged manifest into the trash. */
export async function trashManifest(
  tx: Tx,
  input: { repositoryId: number; manifestId: number; actor: string | null; expiresAt: Date },
): Promise<void> {
  const hidden = await hideUnreached(tx, input.repositoryId, [input.manifestId]);
  // Something reached it between the check and now: then it stays, and there is nothing to restore.
  if (hidden.length === 0) return;
  await tx.query(
    `INSERT INTO trash_entry (repository_id, tag, manifest_id, digest, deleted_by, expires_at)
     SELECT $1, NULL, id, digest, $3, $4 FROM manifest WHERE id = $2`,
    [input.repositoryId, input.manifestId, input.actor, input.expiresAt],
  );
}

/** Makes an entry's manifest visible again and takes the entry out of the trash. */
export async function untrash(tx: Tx, entry: TrashRow): Promise<void> {
  await tx.query('DELETE FROM trash_entry WHERE id = $1', [entry.id]);
  await reveal(tx, entry.repositoryId, [entry.manifestId]);
}

/**
 * Ends an expired entry. Its manifest, and whatever is hidden below it, gets a purge ticket, unless something visible
 * reaches it or another entry could still restore it.
 */
export async function expire(tx: Tx, entry: TrashRow): Promise<void> {
  await tx.query('DELETE FROM trash_entry WHERE id = $1', [entry.id]);
  await tx.query(TICKETS, [
    entry.repositoryId,
    entry.manifestId,
    `deleted${entry.tag === null ? '' : ` as ${entry.tag}`}`,
  ]);
}

const SELECT = `
  SELECT t.id, t.repository_id AS "repositoryId", r.name AS repository, t.tag, t.digest,
         t.manifest_id AS "manifestId", t.expires_at AS "expiresAt"
  FROM trash_entry t JOIN repository r ON r.id = t.repository_id`;

/** That `m` lives and dies with a row of `upper`: as its child or its referrer. */
const livesWith = (upper: string) => `m.subject = ${upper}.digest OR m.digest IN (
      SELECT c.digest FROM manifest_child c JOIN manifest parent ON parent.id = c.manifest_id
      WHERE parent.id = ${upper}.id AND NOT parent.fallback)`;

const TICKETS = `
  WITH RECURSIVE below(id, digest) AS (
    SELECT id, digest FROM manifest WHERE id = $2 AND hidden
    UNION
    SELECT m.id, m.digest FROM below JOIN manifest m ON m.repository_id = $1 AND m.hidden AND (${livesWith('below')})),
  kept(id, digest) AS (
    SELECT m.id, m.digest FROM trash_entry t JOIN manifest m ON m.id = t.manifest_id WHERE t.repository_id = $1 AND t.expires_at > now()
    UNION
    SELECT m.id, m.digest FROM kept JOIN manifest m ON m.repository_id = $1 AND (${livesWith('kept')}))
  INSERT INTO purge_ticket (repository_id, digest, reason)
  SELECT $1, digest, $3 FROM below WHERE digest NOT IN (SELECT digest FROM kept)
  ON CONFLICT DO NOTHING`;
