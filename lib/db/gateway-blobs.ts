import { batched } from './batch.ts';
import { isRetryable } from './database-error.ts';
import { query } from './pool.ts';

export type UploadedBlob = { repositoryId: number; digest: string; size: number };

/**
 * Makes a blob visible in its repository, and keeps the sizes that lists show; false when the repository is no more. The layers of
 * one push share statements, and with them the wait for the disk.
 */
export const showBlob: (blob: UploadedBlob) => Promise<boolean> = batched(
  ({ repositoryId, digest, size }) => `${repositoryId} ${digest} ${size}`,
  showBlobs,
  // Two statements of one process would wait for each other's repository.
  { maxUnderWay: 1 },
);

/**
 * A use of a blob that a push relies on is recorded unless one so recent is: garbage collection keeps what was used within 24 hours,
 * see lib/db/unreferenced-blobs.ts, and this much less is no matter.
 */
export const USE_KNOWN = "interval '10 minutes'";

export type UsedBlob = { repositoryId: number; digest: string };

/** Records that somebody was told that a blob is there, and will not upload it. */
export const useBlob: (blob: UsedBlob) => Promise<void> = batched(
  ({ repositoryId, digest }) => `${repositoryId} ${digest}`,
  async (blobs: UsedBlob[]) => {
    await query(
      USE,
      [blobs.map(({ repositoryId }) => repositoryId), blobs.map(({ digest }) => digest)],
      'gateway-use-blobs',
    );
    return blobs.map(() => undefined);
  },
  // In one order, so that two processes do not wait for each other in a circle.
  { maxUnderWay: 1 },
);

/** A deadlock with another process is broken at once by Postgres; more than a few in a row is a bug to be seen. */
const MAX_ATTEMPTS = 5;

async function showBlobs(blobs: UploadedBlob[]): Promise<boolean[]> {
  const values = [
    blobs.map(({ repositoryId }) => repositoryId),
    blobs.map(({ digest }) => digest),
    blobs.map(({ size }) => size),
  ];
  for (let attempt = 1; ; attempt++) {
    try {
      const rows = await query<{ known: boolean }>(SHOW, values, 'gateway-show-blobs');
      return rows.map(({ known }) => known);
    } catch (error) {
      if (!isRetryable(error) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/**
 * One statement is one transaction, and does not wait for the disk: a crash of Postgres just then forgets that the blob is here, until a
 * manifest names it (whose transaction does wait) or the client, told that it is not, brings it again. Rows are locked as elsewhere: the
 * project's blobs (therefore counted first), a repository's, then its project's. Sub-selects as in gateway-authority.ts.
 */
const SHOW = `
  WITH asked AS (
    SELECT a.*, r.id AS known, r.project_id
      FROM unnest((SELECT $1::int[]), (SELECT $2::text[]), (SELECT $3::bigint[])) WITH ORDINALITY AS a (repository_id, digest, size, place)
      LEFT JOIN repository r ON r.id = a.repository_id),
  shown AS (
    INSERT INTO repository_blob AS b (repository_id, digest, size)
    SELECT DISTINCT ON (repository_id, digest) repository_id, digest, size FROM asked
     WHERE known IS NOT NULL ORDER BY repository_id, digest
    ON CONFLICT (repository_id, digest) DO UPDATE SET hidden = false, used_at = now() WHERE b.hidden
    RETURNING repository_id, size),
  stored AS (
    INSERT INTO project_blob AS p (project_id, digest, size, uploaded_at)
    SELECT project_id, digest, max(size), now() FROM asked
     WHERE known IS NOT NULL GROUP BY project_id, digest ORDER BY project_id, digest
    ON CONFLICT (project_id, digest) DO UPDATE SET uploaded_at = now()
    RETURNING 1),
  used AS (
    UPDATE repository_blob b SET used_at = now() FROM asked a
     WHERE b.repository_id = a.repository_id AND b.digest = a.digest AND NOT b.hidden AND b.used_at < now() - ${USE_KNOWN}),
  grown AS (
    UPDATE repository r SET size = r.size + s.size
      FROM (SELECT repository_id, sum(size)::bigint AS size FROM shown, (SELECT count(*) FROM stored) first GROUP BY repository_id) s
     WHERE r.id = s.repository_id
    RETURNING r.project_id, s.size),
  counted AS (
    UPDATE project p SET size = p.size + g.size
      FROM (SELECT project_id, sum(size)::bigint AS size FROM grown GROUP BY project_id) g
     WHERE p.id = g.project_id)
  SELECT known IS NOT NULL AS known FROM asked, set_config('synchronous_commit', 'off', true) ORDER BY place`;

const USE = `
  UPDATE repository_blob b SET used_at = now()
    FROM (SELECT b.repository_id, b.digest FROM unnest((SELECT $1::int[]), (SELECT $2::text[])) AS a (repository_id, digest)
            JOIN repository_blob b USING (repository_id, digest)
           ORDER BY b.repository_id, b.digest FOR NO KEY UPDATE OF b) a
   WHERE b.repository_id = a.repository_id AND b.digest = a.digest`;
