import { subjectOfFallbackTag } from '#lib/oci/fallback-tag.ts';
import { versionSortKey } from '#lib/oci/version-sort-key.ts';
import { countChange } from './index-repositories.ts';
import type { Tx } from './transaction.ts';
import { hideUnreached } from './visibility.ts';

export type TagMove = {
  repositoryId: number;
  tag: string;
  manifestId: number;
  kind: 'pushed' | 'restored' | 'found';
  actor: string | null;
  at: Date;
};

/**
 * Points a tag at a manifest and keeps the move as an event; a push of what it already points at is no move.
 * OCI fallback tags are bookkeeping of referrers: no events, not counted.
 */
export async function moveTag(tx: Tx, move: TagMove): Promise<void> {
  const fallback = subjectOfFallbackTag(move.tag) !== null;
  const [before] = await tx.query<{ digest: string; missing: boolean }>(
    'SELECT digest, missing FROM tag WHERE repository_id = $1 AND name = $2 FOR UPDATE',
    [move.repositoryId, move.tag],
  );
  const [after] = await tx.query<{ digest: string }>(UPSERT, [
    move.repositoryId,
    move.tag,
    move.manifestId,
    versionSortKey(move.tag),
    move.at,
    move.actor,
    fallback,
  ]);
  if (fallback) return;
  const appeared = !before || before.missing;
  if (appeared || before.digest !== after!.digest) {
    await insertEvents(tx, [{ ...move, fromDigest: before?.digest ?? null, toDigest: after!.digest }]);
  }
  if (appeared) await countChange(tx, move.repositoryId, { tags: 1 });
}

export type RemovedTag = { tag: string; digest: string; trashId: number };

/**
 * Takes deleted tags out of the index into the trash, and hides what nothing visible reaches any more.
 * Tags that point elsewhere by now than `tags` says are left alone.
 */
export async function trashTags(
  tx: Tx,
  removal: {
    repositoryId: number;
    tags: { tag: string; digest: string }[];
    actor: string | null;
    expiresAt: Date;
  },
): Promise<RemovedTag[]> {
  const { repositoryId, tags, actor, expiresAt } = removal;
  const removed = await tx.query<{ name: string; manifest_id: number; counted: boolean }>(
    `DELETE FROM tag t USING unnest($2::text[], $3::text[]) AS doomed(name, digest)
     WHERE t.repository_id = $1 AND t.name = doomed.name AND t.digest = doomed.digest
     RETURNING t.name, t.manifest_id, NOT t.missing AND NOT t.fallback AS counted`,
    [repositoryId, tags.map((tag) => tag.tag), tags.map((tag) => tag.digest)],
  );
  if (removed.length === 0) return [];
  const entries = await tx.query<RemovedTag>(TRASH, [
    repositoryId,
    removed.map((row) => row.name),
    removed.map((row) => row.manifest_id),
    actor,
    expiresAt,
  ]);
  const about = { repositoryId, kind: 'deleted', actor, toDigest: null } as const;
  await insertEvents(
    tx,
    entries.map(({ tag, digest }) => ({ ...about, tag, fromDigest: digest })),
  );
  await countChange(tx, repositoryId, { tags: -removed.filter((row) => row.counted).length });
  await hideUnreached(tx, repositoryId, [...new Set(removed.map((row) => row.manifest_id))]);
  return entries;
}

export type TagEventToInsert = {
  repositoryId: number;
  tag: string;
  kind: 'pushed' | 'deleted' | 'restored' | 'found' | 'missing' | 'returned';
  actor: string | null;
  fromDigest: string | null;
  toDigest: string | null;
};

/** Keeps moves of tags, in their order; one statement however many. */
export async function insertEvents(tx: Tx, events: readonly TagEventToInsert[]): Promise<void> {
  await tx.query(
    `INSERT INTO tag_event (repository_id, tag, kind, from_digest, to_digest, actor)
     SELECT repository_id, tag, kind, from_digest, to_digest, actor
     FROM unnest($1::int[], $2::text[], $3::tag_event_kind[], $4::text[], $5::text[], $6::text[])
       WITH ORDINALITY AS event(repository_id, tag, kind, from_digest, to_digest, actor, place)
     ORDER BY place`,
    [
      events.map((event) => event.repositoryId),
      events.map((event) => event.tag),
      events.map((event) => event.kind),
      events.map((event) => event.fromDigest),
      events.map((event) => event.toDigest),
      events.map((event) => event.actor),
    ],
  );
}

const UPSERT = `
  INSERT INTO tag AS t (repository_id, name, manifest_id, digest, pull_size, sort_key, pushed_at, pushed_by, fallback)
  SELECT $1, $2, m.id, m.digest, m.pull_size, $4, $5, $6, $7 FROM manifest m WHERE m.id = $3
  ON CONFLICT (repository_id, name) DO UPDATE SET
    manifest_id = EXCLUDED.manifest_id, digest = EXCLUDED.digest, pull_size = EXCLUDED.pull_size,
    pushed_at = EXCLUDED.pushed_at, pushed_by = EXCLUDED.pushed_by, absent_since = NULL, missing = false
  RETURNING t.digest`;

const TRASH = `
  INSERT INTO trash_entry (repository_id, tag, manifest_id, digest, deleted_by, expires_at)
  SELECT $1, gone.name, m.id, m.digest, $4, $5
  FROM unnest($2::text[], $3::bigint[]) AS gone(name, manifest_id) JOIN manifest m ON m.id = gone.manifest_id
  RETURNING tag, digest, id AS "trashId"`;
