import { query } from './pool.ts';
import type { RepositoryRow } from './read-repositories.ts';
import { REPOSITORY_COLUMNS } from './read-repositories.ts';
import { SqlValues } from './sql-values.ts';
import type { Viewer } from './viewer.ts';
import { memberOf, pullable, viewable } from './viewer.ts';

/** The most pulled repositories of the last `days` days (UTC, today among them) that the viewer may see. */
export function readMostPulled(
  viewer: Viewer,
  options: { days: number; limit: number },
): Promise<(RepositoryRow & { pulls: number })[]> {
  const values = new SqlValues();
  const days = values.add(options.days);
  const text = `
    SELECT ${REPOSITORY_COLUMNS}, pulled.pulls
    FROM (SELECT repository_id, sum(pulls)::bigint AS pulls FROM pull_stat
          WHERE day > (now() AT TIME ZONE 'UTC')::date - ${days}::int GROUP BY repository_id) pulled
    JOIN repository r ON r.id = pulled.repository_id JOIN project p ON p.id = r.project_id
    WHERE ${pullable(viewer, 'p', 'r', values)} AND pulled.pulls > 0
    ORDER BY pulled.pulls DESC, r.name LIMIT ${values.add(options.limit)}`;
  return query<RepositoryRow & { pulls: number }>(text, values.list);
}

/** The largest projects that the viewer may see; those that hold nothing are left out. */
export function readStorage(viewer: Viewer, limit: number): Promise<{ project: string; size: number }[]> {
  const values = new SqlValues();
  const text = `
    SELECT p.name AS project, p.size FROM project p WHERE ${viewable(viewer, 'p', values)} AND p.size > 0
    ORDER BY p.size DESC, p.name LIMIT ${values.add(limit)}`;
  return query<{ project: string; size: number }>(text, values.list);
}

/** Bytes in the trash of the projects that the viewer is a member of: what a purge would free. */
export async function readTrashSize(viewer: Viewer): Promise<number> {
  const values = new SqlValues();
  const [row] = await query<{ size: number }>(
    `SELECT coalesce(sum(b.size), 0)::bigint AS size
     FROM repository_blob b JOIN repository r ON r.id = b.repository_id
     WHERE b.hidden AND ${memberOf(viewer, 'r.project_id', values)}`,
    values.list,
  );
  return row!.size;
}
