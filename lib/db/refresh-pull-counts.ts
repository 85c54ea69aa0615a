import { query } from './pool.ts';

/** Brings the kept count of pulls in the last 30 days up to the statistics: older days fall out. @returns tags changed */
export async function refreshPullCounts(): Promise<number> {
  const rows = await query(
    `UPDATE tag t SET pulls_30d = coalesce(s.pulls, 0)
     FROM tag old LEFT JOIN (
       SELECT repository_id, tag, sum(pulls)::int AS pulls FROM pull_stat
       WHERE day > (now() AT TIME ZONE 'UTC')::date - 30 GROUP BY repository_id, tag
     ) s ON s.repository_id = old.repository_id AND s.tag = old.name
     WHERE t.repository_id = old.repository_id AND t.name = old.name
       AND (old.pulls_30d <> 0 OR s.pulls IS NOT NULL) AND old.pulls_30d <> coalesce(s.pulls, 0)
     RETURNING 1`,
  );
  return rows.length;
}
