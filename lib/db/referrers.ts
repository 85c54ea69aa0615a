import { query } from './pool.ts';

/** A manifest that names a subject, as a referrers list shows it (distribution spec 1.1, "Listing Referrers"). */
export type Referrer = {
  mediaType: string;
  digest: string;
  size: number;
  artifactType: string | null;
  annotations: Record<string, string> | null;
};

/**
 * Visible referrers of a digest in a repository, in byte order of their digests, after `last`.
 * `artifactType` narrows them. An image without one is shown with its config's type (image spec 1.1).
 */
export async function readReferrers(
  repositoryId: number,
  subject: string,
  options: { artifactType?: string | null; last?: string; limit: number },
): Promise<Referrer[]> {
  return query<Referrer>(REFERRERS, [
    repositoryId,
    subject,
    options.last ?? '',
    options.artifactType ?? null,
    options.limit,
  ]);
}

/** The list under the subject's fallback tag, as its exact bytes, or null when there is none. */
export async function readFallbackIndex(
  repositoryId: number,
  tag: string,
): Promise<{ bytes: Buffer; mediaType: string } | null> {
  const [row] = await query<{ bytes: Buffer; mediaType: string }>(
    `SELECT m.bytes, m.media_type AS "mediaType" FROM tag t JOIN manifest m ON m.id = t.manifest_id
     WHERE t.repository_id = $1 AND t.name = $2 AND NOT t.missing AND m.kind = 'index'`,
    [repositoryId, tag],
  );
  return row ?? null;
}

/** Of `digests`, those that the index knows here and does not show: in the trash. */
export async function hiddenAmong(repositoryId: number, digests: string[]): Promise<Set<string>> {
  const rows = await query<{ digest: string }>(
    'SELECT digest FROM manifest WHERE repository_id = $1 AND digest = ANY($2) AND hidden',
    [repositoryId, digests],
  );
  return new Set(rows.map((row) => row.digest));
}

/** Subjects of a repository that have a visible referrer which their fallback tag, as the index has it, does not list. */
export async function subjectsToRefresh(repositoryId: number): Promise<string[]> {
  const rows = await query<{ subject: string }>(
    `SELECT DISTINCT m.subject FROM manifest m
     WHERE m.repository_id = $1 AND m.subject IS NOT NULL AND NOT m.hidden AND NOT EXISTS (
       SELECT 1 FROM tag t JOIN manifest_child c ON c.manifest_id = t.manifest_id
       WHERE t.repository_id = $1 AND t.name = replace(m.subject, ':', '-') AND c.digest = m.digest)`,
    [repositoryId],
  );
  return rows.map((row) => row.subject);
}

const REFERRERS = `
  SELECT * FROM (
    SELECT m.media_type AS "mediaType", m.digest, m.size, m.annotations,
      coalesce(m.artifact_type, (
        SELECT b.media_type FROM manifest_blob b WHERE b.manifest_id = m.id AND b.config AND m.kind <> 'index' LIMIT 1
      )) AS "artifactType"
    FROM manifest m
    WHERE m.repository_id = $1 AND m.subject = $2 AND NOT m.hidden AND m.digest > $3
  ) referrer
  WHERE $4::text IS NULL OR "artifactType" = $4
  ORDER BY digest LIMIT $5`;
