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

/** A trash entry that can still be restored, or null; inside `tx`, where there is one. */
export async function findTrash(id: number, tx: Tx = { query }): Promise<TrashRow | null> {
  const rows = await tx.query<TrashRow>(`${SELECT} WHERE t.id = $1 AND t.expires_at > now()`, [id]);
  return rows[0] ?? null;
}

/** Those of a project's entries that can still be restored: with these ids, or (null) the next `limit` of all. */
export async function findProjectTrash(
  projectId: number,
  ids: number[] | null,
  limit: number,
): Promise<TrashRow[]> {
  return query<TrashRow>(
    `${SELECT} WHERE r.project_id = $1 AND t.expires_at > now() AND ($2::bigint[] IS NULL OR t.id = ANY ($2))
     ORDER BY t.id LIMIT $3`,
    [projectId, ids, limit],
  );
}

/** Entries whose time is over, oldest first. */
export async function expiredTrash(limit: number): Promise<TrashRow[]> {
  return query<TrashRow>(`${SELECT} WHERE t.expires_at <= now() ORDER BY t.expires_at LIMIT $1`, [limit]);
}

/** For how many days the repository's project keeps its trash; null: as the instance has it. */
export async function readTrashDays(repositoryId: number, tx: Tx = { query }): Promise<number | null> {
  const [row] = await tx.query<{ days: number | null }>(
    'SELECT p.trash_days AS days FROM repository r JOIN project p ON p.id = r.project_id WHERE r.id = $1',
    [repositoryId],
  );
  return row?.days ?? null;
}

/** The time of everything in the trash is over now. */
export async function endTrash(): Promise<void> {
  await query('UPDATE trash_entry SET expires_at = now() WHERE expires_at > now()');
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

export type Untrash = {
  repositoryId: number;
  manifestId: number;
  /** Under which it is back; null: by its digest alone. */
  tag: string | null;
  entryId: number | null;
};

/** Makes a manifest visible again and takes out of the trash the entry that this is, and those that say no more than it. */
export async function untrash(tx: Tx, { repositoryId, manifestId, tag, entryId }: Untrash): Promise<void> {
  await tx.query(
    'DELETE FROM trash_entry WHERE id = $1 OR (manifest_id = $2 AND (tag IS NULL OR tag = $3::text))',
    [entryId, manifestId, tag],
  );
  await reveal(tx, repositoryId, [manifestId]);
}

export type Replaced = { manifestId: number; digest: string };

/** Puts what a tag points at into the trash, unless that is `manifestId`: the tag is about to move there. */
export async function trashReplaced(
  tx: Tx,
  input: { repositoryId: number; tag: string; manifestId: number; actor: string | null; expiresAt: Date },
): Promise<Replaced | null> {
  const [replaced] = await tx.query<Replaced>(
    `INSERT INTO trash_entry (repository_id, tag, manifest_id, digest, deleted_by, expires_at)
     SELECT repository_id, name, manifest_id, digest, $4, $5 FROM tag
     WHERE repository_id = $1 AND name = $2 AND manifest_id <> $3 AND NOT missing
     RETURNING manifest_id AS "manifestId", digest`,
    [input.repositoryId, input.tag, input.manifestId, input.actor, input.expiresAt],
  );
  return replaced ?? null;
}

/**
 * Ends an expired entry. Its manifest, and whatever is hidden below it, gets a purge ticket, unless something visible
 * reaches it or another entry could still restore it.
 */
export async function expire(tx: Tx, entry: TrashRow): Promise<void> {
  await tx.query('DELETE FROM trash_entry WHERE id = $1', [entry.id]);
  const reason = `deleted${entry.tag === null ? '' : ` as ${entry.tag}`}`;
  await ticketHidden(tx, entry.repositoryId, entry.manifestId, reason);
}

/**
 * Gives purge tickets to a hidden manifest and whatever is hidden below it, unless something visible reaches it or a trash entry
 * could still restore it: by a decision of a person or of an applied rule.
 */
export async function ticketHidden(
  tx: Tx,
  repositoryId: number,
  manifestId: number,
  reason: string,
): Promise<void> {
  await tx.query(TICKETS, [repositoryId, manifestId, reason]);
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
