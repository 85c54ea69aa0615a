import { countChange } from './index-repositories.ts';
import { insertEvents } from './index-tags.ts';
import { query } from './pool.ts';
import type { Tx } from './transaction.ts';
import { transaction } from './transaction.ts';

export type IndexedTag = { name: string; digest: string; absentSince: Date | null; missing: boolean };

/** Every tag the index has for a repository, missing ones too. */
export async function indexedTags(repositoryId: number): Promise<IndexedTag[]> {
  return query<IndexedTag>(
    'SELECT name, digest, absent_since AS "absentSince", missing FROM tag WHERE repository_id = $1',
    [repositoryId],
  );
}

/** Names of repositories with tags, in byte order. */
export async function indexedRepositoriesAfter(name: string, limit: number): Promise<string[]> {
  const rows = await query<{ name: string }>(
    `SELECT name FROM repository r WHERE name > $1 AND EXISTS (SELECT 1 FROM tag t WHERE t.repository_id = r.id)
     ORDER BY name LIMIT $2`,
    [name, limit],
  );
  return rows.map((row) => row.name);
}

export async function countTags(): Promise<number> {
  const [row] = await query<{ count: number }>('SELECT count(*) FROM tag');
  return row!.count;
}

/** The digest of the newest trash entry of a tag, or null. */
export async function deletedDigest(repositoryId: number, tag: string): Promise<string | null> {
  const [row] = await query<{ digest: string }>(
    'SELECT digest FROM trash_entry WHERE repository_id = $1 AND tag = $2 ORDER BY deleted_at DESC LIMIT 1',
    [repositoryId, tag],
  );
  return row?.digest ?? null;
}

/** Two 404s by name this far apart make a tag missing (architecture, "Reconcile"). */
const ABSENT_FOR = "interval '1 hour'";

export async function noteAbsent(repositoryId: number, tag: string): Promise<void> {
  await query(
    'UPDATE tag SET absent_since = now() WHERE repository_id = $1 AND name = $2 AND absent_since IS NULL',
    [repositoryId, tag],
  );
}

export async function absentLongEnough(repositoryId: number, tag: string): Promise<boolean> {
  const rows = await query(
    `SELECT 1 FROM tag WHERE repository_id = $1 AND name = $2 AND absent_since <= now() - ${ABSENT_FOR}`,
    [repositoryId, tag],
  );
  return rows.length > 0;
}

/** Hides a tag that upstream has no more; it comes back by itself when upstream has it again. */
export async function setMissing(tx: Tx, repositoryId: number, tag: string): Promise<void> {
  const [row] = await tx.query<{ digest: string }>(
    'UPDATE tag SET missing = true WHERE repository_id = $1 AND name = $2 AND NOT missing RETURNING digest',
    [repositoryId, tag],
  );
  if (!row) return;
  await countChange(tx, repositoryId, { tags: -1 });
  await insertEvents(tx, [
    { repositoryId, tag, kind: 'missing', actor: null, fromDigest: row.digest, toDigest: null },
  ]);
}

/** Upstream answered for the tag again. */
export async function clearAbsent(repositoryId: number, tag: string): Promise<void> {
  await transaction(async (tx) => {
    const [before] = await tx.query<{ missing: boolean; digest: string }>(
      'SELECT missing, digest FROM tag WHERE repository_id = $1 AND name = $2 FOR UPDATE',
      [repositoryId, tag],
    );
    if (!before) return;
    await tx.query(
      'UPDATE tag SET missing = false, absent_since = NULL WHERE repository_id = $1 AND name = $2',
      [repositoryId, tag],
    );
    if (!before.missing) return;
    await countChange(tx, repositoryId, { tags: 1 });
    await insertEvents(tx, [
      { repositoryId, tag, kind: 'returned', actor: null, fromDigest: null, toDigest: before.digest },
    ]);
  });
}

/** Tags that nobody pushed through Lighter: they were found upstream. */
export async function countFoundTags(): Promise<number> {
  const [row] = await query<{ count: number }>(
    'SELECT count(*) FROM tag WHERE pushed_by IS NULL AND NOT fallback',
  );
  return row!.count;
}
