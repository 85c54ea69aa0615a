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
 * manifest names it (whose transaction does wait) or the client, told that it is not, brings it again. Rows are locked as elsewhere: a repository's, then its project's. Sub-selects as in
 * gateway-authority.ts.
 */
const SHOW = `
  WITH asked AS (
    SELECT a.*, r.id AS known
      FROM unnest((SELECT $1::int[]), (SELECT $2::text[]), (SELECT $3::bigint[])) WITH ORDINALITY AS a (repository_id, digest, size, place)
      LEFT JOIN repository r ON r.id = a.repository_id),
  shown AS (
    INSERT INTO repository_blob AS b (repository_id, digest, size)
    SELECT DISTINCT ON (repository_id, digest) repository_id, digest, size FROM asked
     WHERE known IS NOT NULL ORDER BY repository_id, digest
    ON CONFLICT (repository_id, digest) DO UPDATE SET hidden = false WHERE b.hidden
    RETURNING repository_id, size),
  grown AS (
    UPDATE repository r SET size = r.size + s.size
      FROM (SELECT repository_id, sum(size)::bigint AS size FROM shown GROUP BY repository_id) s
     WHERE r.id = s.repository_id
    RETURNING r.project_id, s.size),
  counted AS (
    UPDATE project p SET size = p.size + g.size
      FROM (SELECT project_id, sum(size)::bigint AS size FROM grown GROUP BY project_id) g
     WHERE p.id = g.project_id)
  SELECT known IS NOT NULL AS known FROM asked, set_config('synchronous_commit', 'off', true) ORDER BY place`;
