import { transaction } from './transaction.ts';

/**
 * What was fetched since the last batch: of one manifest, by one of its tags or (tag null) by digest alone. `pulls` may be 0:
 * a HEAD is a use, so it moves the time of the last use alone.
 */
export type PullCount = { repositoryId: number; tag: string | null; digest: string; pulls: number };

/**
 * Adds a batch to the statistics of the day (UTC), and to the counters and times of tags, manifests and repositories: one statement
 * each and no transaction over all, which would hold rows that pushes and deletes want in another order.
 * @returns what failed after the statistics were written: those counters lag, and adding the batch again would count twice.
 * @throws AppError UNAVAILABLE when nothing was written
 */
export async function recordPulls(counts: readonly PullCount[]): Promise<unknown[]> {
  if (counts.length === 0) return [];
  // One order for all batches, so that two gateways seldom wait for each other in a circle.
  const ordered = [...counts].sort((a, b) => a.repositoryId - b.repositoryId || compare(a, b));
  const values = [
    ordered.map((count) => count.repositoryId),
    ordered.map((count) => count.tag),
    ordered.map((count) => count.digest),
    ordered.map((count) => count.pulls),
  ];
  const run = (statement: string) => transaction((tx) => tx.query(statement, values));
  await run(STATISTICS);
  const failures: unknown[] = [];
  for (const statement of COUNTERS) await run(statement).catch((error: unknown) => failures.push(error));
  return failures;
}

function compare(a: PullCount, b: PullCount): number {
  const left = `${a.tag ?? ''}\n${a.digest}`;
  const right = `${b.tag ?? ''}\n${b.digest}`;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A repository may be gone since: the joins leave its counts out. */
const BATCH = `
  WITH batch AS (
    SELECT r.id AS repository_id, b.tag, b.digest, b.pulls
      FROM unnest($1::int[], $2::text[], $3::text[], $4::int[]) AS b(repository_id, tag, digest, pulls)
      JOIN repository r ON r.id = b.repository_id)`;

const STATISTICS = `${BATCH}
  INSERT INTO pull_stat AS s (repository_id, tag, day, pulls)
  SELECT repository_id, tag, (now() AT TIME ZONE 'UTC')::date, sum(pulls)::int FROM batch
   WHERE tag IS NOT NULL AND pulls > 0 GROUP BY repository_id, tag ORDER BY repository_id, tag
  ON CONFLICT (repository_id, tag, day) DO UPDATE SET pulls = s.pulls + EXCLUDED.pulls`;

/** Of a group of the batch `c`: a pull moves the time of the last pull, a use leaves it. */
const lastPulled = (row: string) =>
  `last_pulled_at = CASE WHEN c.pulls > 0 THEN now() ELSE ${row}.last_pulled_at END`;

const COUNTERS = [
  `${BATCH}
  UPDATE tag t SET last_used_at = now(), ${lastPulled('t')}, pulls_30d = t.pulls_30d + c.pulls
    FROM (SELECT repository_id, tag, sum(pulls)::int AS pulls FROM batch
           WHERE tag IS NOT NULL GROUP BY repository_id, tag) c
   WHERE t.repository_id = c.repository_id AND t.name = c.tag`,
  `${BATCH}
  UPDATE manifest m SET ${lastPulled('m')}, pull_count = m.pull_count + c.pulls,
         digest_used_at = CASE WHEN c.by_digest THEN now() ELSE m.digest_used_at END
    FROM (SELECT repository_id, digest, sum(pulls)::int AS pulls, bool_or(tag IS NULL) AS by_digest
            FROM batch GROUP BY repository_id, digest) c
   WHERE m.repository_id = c.repository_id AND m.digest = c.digest`,
  `${BATCH}
  UPDATE repository r SET ${lastPulled('r')}, pull_count = r.pull_count + c.pulls
    FROM (SELECT repository_id, sum(pulls)::int AS pulls FROM batch GROUP BY repository_id) c
   WHERE r.id = c.repository_id`,
];
