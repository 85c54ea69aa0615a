import { AppError } from '#lib/errors/app-error.ts';
import { query } from './pool.ts';
import { countChange } from './index-repositories.ts';
import { unstore } from './project-blobs.ts';
import type { Tx } from './transaction.ts';
import { KEPT } from './unreferenced-blobs.ts';

export type Ticket = { repositoryId: number; repository: string; digest: string };

/**
 * Tickets whose turn it is, in a fixed order, those after `after`; of one project, if given. What lives and dies with another
 * manifest waits for it: an index that has lost a child would be whole again for whoever pushes it once more.
 */
export async function dueTickets(
  limit: number,
  after: Ticket | null,
  projectId: number | null = null,
): Promise<Ticket[]> {
  return query<Ticket>(
    `SELECT p.repository_id AS "repositoryId", r.name AS repository, p.digest
     FROM purge_ticket p JOIN repository r ON r.id = p.repository_id
       LEFT JOIN manifest m ON m.repository_id = p.repository_id AND m.digest = p.digest
     WHERE (p.repository_id, p.digest) > ($2, $3) AND ($4::int IS NULL OR r.project_id = $4) AND ${FIRST}
     ORDER BY p.repository_id, p.digest LIMIT $1`,
    [limit, after?.repositoryId ?? 0, after?.digest ?? '', projectId],
  );
}

/** How many tickets a project has. */
export async function countTickets(projectId: number): Promise<number> {
  const [row] = await query<{ count: number }>(
    'SELECT count(*) FROM purge_ticket p JOIN repository r ON r.id = p.repository_id WHERE r.project_id = $1',
    [projectId],
  );
  return row!.count;
}

/**
 * All manifests whose push or return would bring this one back: the indexes above it, its subject, and so on up; also a subject
 * that is not stored here.
 */
export async function readAbove(repositoryId: number, digest: string, tx: Tx = { query }): Promise<string[]> {
  const rows = await tx.query<{ digest: string }>(ABOVE, [repositoryId, digest]);
  return rows.map((row) => row.digest);
}

const ABOVE = `
  WITH RECURSIVE above(digest) AS (
    SELECT $2::text COLLATE "C"
    UNION
    SELECT up.digest FROM above, LATERAL (
      SELECT m.subject AS digest FROM manifest m
       WHERE m.repository_id = $1 AND m.digest = above.digest AND m.subject IS NOT NULL
      UNION ALL
      SELECT parent.digest FROM manifest_child c JOIN manifest parent ON parent.id = c.manifest_id AND NOT parent.fallback
       WHERE c.repository_id = $1 AND c.digest = above.digest) up)
  SELECT digest FROM above WHERE digest <> $2`;

/** That the manifest `m` of the ticket `p` waits for none: no index lists it, and its subject is not about to go. */
const FIRST = `
  NOT EXISTS (
    SELECT 1 FROM manifest_child c JOIN manifest parent ON parent.id = c.manifest_id
    WHERE c.repository_id = p.repository_id AND c.digest = p.digest AND NOT parent.fallback)
  AND NOT EXISTS (
    SELECT 1 FROM purge_ticket s WHERE s.repository_id = p.repository_id AND s.digest = m.subject)`;

/**
 * Makes sure, under the keys of the digest and of all `above` it, that the ticket still holds: the manifest is hidden, no tag
 * and no restorable trash reaches it, no index lists it. @throws AppError CONFLICT
 */
export async function requireTicket(
  tx: Tx,
  repositoryId: number,
  digest: string,
  above: readonly string[],
): Promise<void> {
  const aboveNow = await readAbove(repositoryId, digest, tx);
  if (!aboveNow.every((one) => above.includes(one))) throw reachedAgain();
  const good = await tx.query(
    `SELECT 1 FROM purge_ticket p JOIN manifest m ON m.repository_id = p.repository_id AND m.digest = p.digest
     WHERE p.repository_id = $1 AND p.digest = $2 AND m.hidden
       AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.manifest_id = m.id)
       AND NOT EXISTS (SELECT 1 FROM trash_entry e WHERE e.manifest_id = m.id)
       AND ${FIRST}`,
    [repositoryId, digest],
  );
  if (good.length === 0) throw reachedAgain();
}

function reachedAgain(): AppError {
  return new AppError('CONFLICT', 'Something reaches this manifest again: it is not purged.');
}

export async function voidTicket(repositoryId: number, digest: string): Promise<void> {
  await query('DELETE FROM purge_ticket WHERE repository_id = $1 AND digest = $2', [repositoryId, digest]);
}

/**
 * Takes a manifest that is gone upstream out of the index, with its ticket and the hidden blobs that only it named; but those that
 * someone was told of lately, and has not uploaded for that, stay as if they were: a push may be under way.
 */
export async function forgetManifest(tx: Tx, repositoryId: number, digest: string): Promise<void> {
  const blobs = await tx.query<{ digest: string }>(NAMED, [repositoryId, digest]);
  const named = blobs.map((blob) => blob.digest);
  await tx.query(NOTE_PURGED, [repositoryId, digest]);
  const relied = await tx.query<{ digest: string }>(RELIED_ON, [repositoryId, digest]);
  await tx.query('DELETE FROM manifest WHERE repository_id = $1 AND digest = $2 AND hidden', [
    repositoryId,
    digest,
  ]);
  await tx.query('DELETE FROM purge_ticket WHERE repository_id = $1 AND digest = $2', [repositoryId, digest]);
  const [shown] = await tx.query<{ size: number }>(SHOW_RELIED_ON, [
    repositoryId,
    relied.map((blob) => blob.digest),
  ]);
  if (shown?.size) await countChange(tx, repositoryId, { size: shown.size });
  await tx.query(
    `DELETE FROM repository_blob b WHERE b.repository_id = $1 AND b.hidden AND b.digest = ANY($2)
       AND NOT EXISTS (SELECT 1 FROM manifest_blob other WHERE other.repository_id = $1 AND other.digest = b.digest)`,
    [repositoryId, named],
  );
  const unstored = await unstore(tx, repositoryId, named);
  if (unstored > 0) await countChange(tx, repositoryId, { stored: -unstored });
}

/** What a hidden manifest names, children too: of a BuildKit cache they are blobs. */
const NAMED = `
  SELECT b.digest FROM manifest_blob b JOIN manifest m ON m.id = b.manifest_id
  WHERE m.repository_id = $1 AND m.digest = $2 AND m.hidden
  UNION
  SELECT c.digest FROM manifest_child c JOIN manifest m ON m.id = c.manifest_id
  WHERE m.repository_id = $1 AND m.digest = $2 AND m.hidden`;
/** Used after the manifest came, so by no push of its own, and within the time that garbage collection gives a push. */
const RELIED_ON = `
  SELECT b.digest FROM repository_blob b JOIN manifest m ON m.repository_id = b.repository_id
  WHERE m.repository_id = $1 AND m.digest = $2 AND m.hidden AND b.hidden
    AND b.used_at > m.pushed_at AND b.used_at > now() - ${KEPT}
    AND b.digest IN (SELECT digest FROM manifest_blob WHERE manifest_id = m.id)`;

/** What another hidden manifest names is for that one's purge to decide about. */
const SHOW_RELIED_ON = `
  WITH shown AS (
    UPDATE repository_blob b SET hidden = false
    WHERE b.repository_id = $1 AND b.hidden AND b.digest = ANY($2)
      AND NOT EXISTS (SELECT 1 FROM manifest_blob other WHERE other.repository_id = $1 AND other.digest = b.digest)
    RETURNING b.size)
  SELECT coalesce(sum(size), 0)::bigint AS size FROM shown`;

/** What garbage collection frees of it is found when somebody asks: others may name the same blobs. */
const NOTE_PURGED = `
  INSERT INTO purged_blob (digest, size)
  SELECT DISTINCT ON (b.digest) b.digest, b.size FROM manifest_blob b JOIN manifest m ON m.id = b.manifest_id
   WHERE m.repository_id = $1 AND m.digest = $2 AND m.hidden AND NOT b."foreign" ORDER BY b.digest
  ON CONFLICT (digest) DO UPDATE SET purged_at = now()`;
