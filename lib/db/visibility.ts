import type { Tx } from './transaction.ts';
import { countChange } from './index-repositories.ts';

/** Nested indexes deeper than this do not occur; the bound keeps a loop of digests from running on. */
const MAX_DEPTH = 16;

/**
 * Hides those of `manifestIds` that no tag and no visible index reaches any more, then in turn their children and
 * referrers (which live and die with their subject), then the blobs that no visible manifest of the repository names.
 * Nothing is deleted.
 * @returns the digests hidden
 */
export async function hideUnreached(tx: Tx, repositoryId: number, manifestIds: number[]): Promise<string[]> {
  const hidden: { id: number; digest: string }[] = [];
  let candidates = manifestIds;
  for (let depth = 0; candidates.length > 0 && depth < MAX_DEPTH; depth++) {
    const step = await tx.query<{ id: number; digest: string }>(HIDE, [repositoryId, candidates]);
    for (const row of step) hidden.push(row);
    candidates = await below(
      tx,
      repositoryId,
      step.map((row) => row.id),
    );
  }
  if (hidden.length === 0) return [];
  const [blobs] = await tx.query<{ size: number }>(HIDE_BLOBS, [repositoryId, hidden.map((row) => row.id)]);
  await countChange(tx, repositoryId, { manifests: -hidden.length, size: -(blobs?.size ?? 0) });
  return hidden.map((row) => row.digest);
}

/**
 * Makes manifests visible with all that lives and dies with them here, children, referrers and blobs, and voids their
 * purge tickets: something visible reaches them again. What was deleted by itself stays in the trash.
 */
export async function reveal(tx: Tx, repositoryId: number, manifestIds: number[]): Promise<void> {
  const all = new Set(manifestIds);
  let step = manifestIds;
  for (let depth = 0; step.length > 0 && depth < MAX_DEPTH; depth++) {
    const found = await below(tx, repositoryId, step);
    step = found.filter((id) => !all.has(id));
    for (const id of step) all.add(id);
  }
  const reached = [...all];
  const shown = await tx.query(
    'UPDATE manifest SET hidden = false WHERE id = ANY($1) AND hidden RETURNING id',
    [reached],
  );
  const [blobs] = await tx.query<{ size: number }>(REVEAL_BLOBS, [repositoryId, reached]);
  await tx.query(VOID_TICKETS, [repositoryId, reached]);
  if (shown.length > 0 || blobs?.size) {
    await countChange(tx, repositoryId, { manifests: shown.length, size: blobs?.size ?? 0 });
  }
}

/** Manifests stored here that live and die with others: their children and their referrers. */
async function below(tx: Tx, repositoryId: number, manifestIds: number[]): Promise<number[]> {
  if (manifestIds.length === 0) return [];
  const rows = await tx.query<{ id: number }>(BELOW, [repositoryId, manifestIds]);
  return rows.map((row) => row.id);
}

/** A fallback index is no parent of what it lists; a referrer with a trash entry was deleted by itself. */
const BELOW = `
  SELECT m.id FROM manifest_child c JOIN manifest parent ON parent.id = c.manifest_id AND NOT parent.fallback
    JOIN manifest m ON m.repository_id = c.repository_id AND m.digest = c.digest
   WHERE c.repository_id = $1 AND c.manifest_id = ANY($2)
  UNION
  SELECT m.id FROM manifest subject JOIN manifest m ON m.repository_id = subject.repository_id AND m.subject = subject.digest
   WHERE subject.repository_id = $1 AND subject.id = ANY($2)
     AND NOT EXISTS (SELECT 1 FROM trash_entry e WHERE e.manifest_id = m.id AND e.tag IS NULL)`;

/** A tag marked missing still counts: missing is a doubt, not a delete. */
const HIDE = `
  UPDATE manifest m SET hidden = true
  WHERE m.repository_id = $1 AND m.id = ANY($2) AND NOT m.hidden AND m.pinned_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.manifest_id = m.id)
    AND NOT EXISTS (
      SELECT 1 FROM manifest_child c JOIN manifest parent ON parent.id = c.manifest_id
      WHERE c.repository_id = $1 AND c.digest = m.digest AND NOT parent.hidden AND NOT parent.fallback)
  RETURNING m.id, m.digest`;

const HIDE_BLOBS = `
  WITH doomed AS (
    UPDATE repository_blob b SET hidden = true
    WHERE b.repository_id = $1 AND NOT b.hidden
      AND b.digest IN (SELECT digest FROM manifest_blob WHERE manifest_id = ANY($2))
      AND NOT EXISTS (
        SELECT 1 FROM manifest_blob other JOIN manifest m ON m.id = other.manifest_id
        WHERE other.repository_id = $1 AND other.digest = b.digest AND NOT m.hidden)
    RETURNING b.size)
  SELECT coalesce(sum(size), 0)::bigint AS size FROM doomed`;

/** A blob that no upload through us recorded (found by reconcile) gets its row here, with the size its manifest states. */
const REVEAL_BLOBS = `
  WITH shown AS (
    INSERT INTO repository_blob AS b (repository_id, digest, size)
    SELECT DISTINCT ON (digest) repository_id, digest, size FROM manifest_blob
    WHERE manifest_id = ANY($2) AND repository_id = $1 AND NOT "foreign"
    ON CONFLICT (repository_id, digest) DO UPDATE SET hidden = false WHERE b.hidden
    RETURNING size)
  SELECT coalesce(sum(size), 0)::bigint AS size FROM shown`;

const VOID_TICKETS = `
  DELETE FROM purge_ticket WHERE repository_id = $1
    AND digest IN (SELECT digest FROM manifest WHERE id = ANY($2))`;
