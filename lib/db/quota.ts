import { FALLBACK_TAG_PATTERN } from '#lib/oci/fallback-tag.ts';
import { roleOf } from './access-sql.ts';
import { LIMITED } from './access.ts';
import { query } from './pool.ts';
import { UPLOAD_COUNTS } from './project-blobs.ts';
import { SqlValues } from './sql-values.ts';
import type { Tx } from './transaction.ts';
import { memberOf, userIdOf, type Viewer } from './viewer.ts';

/** What a project may hold; null: as much as it likes. */
export type Quota = { bytes: number | null; repositories: number | null; tags: number | null };

/**
 * What a project holds as its quota counts it. `bytes`: blobs that its manifests name, visible or in the trash, uploads of the last
 * 24 h, and what is reserved, each digest once. `repositories` with visible manifests and visible `tags`, and those that
 * operations under way will bring.
 */
export type Usage = { bytes: number; repositories: number; tags: number };

/** A quota and what is used of it. */
export type Limits = { quota: Quota; usage: Usage };

/** Who asks: what it holds itself, or is about to bring, is left out of the usage. */
export type Asker = { holder?: string; operationId?: string; repositoryId?: number };

/** Until `tx` ends nobody else finds out whether there is room in the project. */
export async function lockUsage(tx: Tx, projectId: number): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1, $2)', [USAGE_LOCK, projectId]);
}

/** The quota of a project and what of it others use; null when the project is no more. */
export async function readUsage(
  projectId: number,
  asker: Asker = {},
  tx: Tx = { query },
): Promise<Limits | null> {
  const [row] = await tx.query<UsageRow>(USAGE_OF_ONE, [
    projectId,
    asker.holder ?? '',
    asker.operationId ?? null,
    asker.repositoryId ?? null,
  ]);
  return row ? fromRow(row) : null;
}

/** The same of several projects, by their ids. */
export async function readUsages(projectIds: number[]): Promise<Map<number, Limits>> {
  const rows = await query<UsageRow & { id: number }>(USAGES, [projectIds]);
  return new Map(rows.map((row) => [row.id, fromRow(row)]));
}

/**
 * Projects of whoever looks after them (their maintainers and owners; administrators: all) that may be filled to `share` of a quota.
 * This looks only at what is kept at hand: `readUsages` has the last word.
 */
export async function nearlyFull(viewer: Viewer, share: number): Promise<{ id: number; name: string }[]> {
  const values = new SqlValues();
  const from = `${values.add(share)}::float8`;
  return query<{ id: number; name: string }>(
    `SELECT p.id, p.name FROM project p
     WHERE ${LIMITED} AND (${memberOf(viewer, 'p.id', values)})
       AND (${viewer.kind === 'user' && viewer.admin} OR ${roleOf('p.id', userIdOf(viewer, values))} >= 'maintainer')
       AND (p.stored_bytes + (SELECT coalesce(sum(b.size), 0) FROM project_blob b WHERE b.project_id = p.id AND NOT b.referenced)
           >= p.quota_bytes * ${from}
         OR p.repository_count >= p.quota_repositories * ${from}
         OR (SELECT sum(r.tag_count) FROM repository r WHERE r.project_id = p.id) >= p.quota_tags * ${from})
     ORDER BY p.name`,
    values.list,
  );
}

type UsageRow = Usage & {
  quotaBytes: number | null;
  quotaRepositories: number | null;
  quotaTags: number | null;
};

function fromRow(row: UsageRow): Limits {
  const { quotaBytes, quotaRepositories, quotaTags, bytes, repositories, tags } = row;
  return {
    quota: { bytes: quotaBytes, repositories: quotaRepositories, tags: quotaTags },
    usage: { bytes, repositories, tags },
  };
}

/** Those of the digests that don't count for the project yet. */
export async function uncounted(tx: Tx, projectId: number, digests: string[]): Promise<string[]> {
  const rows = await tx.query<{ digest: string }>(
    `SELECT asked.digest FROM unnest($2::text[]) AS asked(digest)
     WHERE NOT EXISTS (SELECT 1 FROM project_blob b WHERE b.project_id = $1 AND b.digest = asked.digest AND ${COUNTS})`,
    [projectId, digests],
  );
  return rows.map(({ digest }) => digest);
}

/** Whether the project has the repository and tag already, as its quota counts them. */
export async function isCounted(
  tx: Tx,
  repositoryId: number,
  tag: string | null,
): Promise<{ repository: boolean; tag: boolean }> {
  const [row] = await tx.query<{ repository: boolean; tag: boolean }>(
    `SELECT manifest_count > 0 AS repository, $2::text IS NULL OR $2 ~ '${FALLBACK_TAG_PATTERN}' OR EXISTS (
       SELECT 1 FROM tag t WHERE t.repository_id = r.id AND t.name = $2 AND NOT t.missing) AS tag
     FROM repository r WHERE r.id = $1`,
    [repositoryId, tag],
  );
  return row ?? { repository: false, tag: false };
}

export type Reservation = {
  projectId: number;
  /** Unique in the project; a later one of the same holder takes its place. */
  holder: string;
  digest: string | null;
  bytes: number;
  /** It goes with the operation, or (null) by `release`, or after `RESERVED_FOR`. */
  operationId: string | null;
};

/** An upload that brings nothing for so long may have been given up. */
const RESERVED_FOR = "interval '1 hour'";

export async function reserve(tx: Tx, reservations: Reservation[]): Promise<void> {
  if (reservations.length === 0) return;
  await tx.query(
    `INSERT INTO quota_reservation (project_id, holder, digest, bytes, operation_id, expires_at)
     SELECT project_id, holder, digest, bytes, operation_id, now() + ${RESERVED_FOR}
     FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[], $5::uuid[])
       AS wanted(project_id, holder, digest, bytes, operation_id)
     ON CONFLICT (project_id, holder) DO UPDATE SET
       digest = EXCLUDED.digest, bytes = EXCLUDED.bytes, expires_at = EXCLUDED.expires_at`,
    [
      reservations.map(({ projectId }) => projectId),
      reservations.map(({ holder }) => holder),
      reservations.map(({ digest }) => digest),
      reservations.map(({ bytes }) => bytes),
      reservations.map(({ operationId }) => operationId),
    ],
  );
}

/** What was reserved is there by now, or never will be. */
export async function release(projectId: number, holder: string): Promise<void> {
  await query('DELETE FROM quota_reservation WHERE project_id = $1 AND holder = $2', [projectId, holder]);
}

/** @returns how many had expired */
export async function forgetExpiredReservations(): Promise<number> {
  const rows = await query('DELETE FROM quota_reservation WHERE expires_at <= now() RETURNING 1');
  return rows.length;
}

/** Bytes of a project that only what is in the trash needs, or what lost its last tag and is hidden. */
export async function readTrashedBytes(projectId: number, tx: Tx = { query }): Promise<number> {
  const [row] = await tx.query<{ size: number }>(
    `SELECT coalesce(sum(b.size), 0)::bigint AS size FROM project_blob b
     WHERE b.project_id = $1 AND b.referenced AND NOT EXISTS (
       SELECT 1 FROM repository_blob s JOIN repository r ON r.id = s.repository_id
       WHERE s.digest = b.digest AND NOT s.hidden AND r.project_id = b.project_id)`,
    [projectId],
  );
  return row!.size;
}

/** Sets what a project may hold. */
export async function updateQuota(tx: Tx, projectId: number, quota: Quota): Promise<void> {
  await tx.query(
    'UPDATE project SET quota_bytes = $2, quota_repositories = $3, quota_tags = $4 WHERE id = $1',
    [projectId, quota.bytes, quota.repositories, quota.tags],
  );
}

/** First half of the advisory lock's key, as in operations.ts. */
const USAGE_LOCK = 0x6c6b;

const COUNTS = `(b.referenced OR b.uploaded_at > now() - ${UPLOAD_COUNTS})`;

/** References that operations under way are about to put or bring back. */
const COMING = `
  operation o JOIN repository r ON r.id = o.repository_id,
  LATERAL (SELECT coalesce(o.payload ->> 'tag', o.payload ->> 'reference') AS reference) c
  WHERE r.project_id = p.id AND o.kind IN ('put-manifest', 'restore')`;

/** Columns of the usage of the project `p`, without what these hold; all are SQL. */
const usageWithout = (holder: string, operation: string, repository: string) => `
  (p.stored_bytes
    + (SELECT coalesce(sum(b.size), 0) FROM project_blob b
       WHERE b.project_id = p.id AND NOT b.referenced AND b.uploaded_at > now() - ${UPLOAD_COUNTS})
    + (SELECT coalesce(sum(bytes), 0) FROM (
        SELECT max(q.bytes) AS bytes FROM quota_reservation q
        WHERE q.project_id = p.id AND q.expires_at > now() AND q.holder <> ${holder}
          AND NOT EXISTS (
            SELECT 1 FROM project_blob b WHERE b.project_id = p.id AND b.digest = q.digest AND ${COUNTS})
        GROUP BY coalesce(q.digest, q.holder)) held))::bigint AS bytes,
  ((SELECT count(*) FROM repository r WHERE r.project_id = p.id AND r.manifest_count > 0 AND r.id IS DISTINCT FROM ${repository})
    + (SELECT count(DISTINCT r.id) FROM ${COMING}
        AND r.manifest_count = 0 AND r.id IS DISTINCT FROM ${repository}))::int AS repositories,
  ((SELECT coalesce(sum(r.tag_count), 0) FROM repository r WHERE r.project_id = p.id)
    + (SELECT count(*) FROM ${COMING} AND o.id IS DISTINCT FROM ${operation}
        AND c.reference NOT LIKE '%:%' AND c.reference !~ '${FALLBACK_TAG_PATTERN}'
        AND NOT EXISTS (
          SELECT 1 FROM tag t WHERE t.repository_id = r.id AND t.name = c.reference AND NOT t.missing)))::int AS tags`;

const QUOTA = `
  p.quota_bytes AS "quotaBytes", p.quota_repositories AS "quotaRepositories", p.quota_tags AS "quotaTags"`;

const USAGE_OF_ONE = `
  SELECT ${QUOTA}, ${usageWithout('$2::text', '$3::uuid', '$4::int')} FROM project p WHERE p.id = $1`;

const USAGES = `
  SELECT p.id, ${QUOTA}, ${usageWithout(`''`, 'NULL', 'NULL')} FROM project p WHERE p.id = ANY ($1::int[])`;
