import { query } from './pool.ts';
import type { RepositoryRow } from './read-repositories.ts';
import { REPOSITORY_COLUMNS } from './read-repositories.ts';
import type { TagEventRow } from './read-tag-events.ts';
import { TAG_EVENT_COLUMNS } from './read-tag-events.ts';
import { SqlValues } from './sql-values.ts';
import type { Viewer } from './viewer.ts';
import { viewable } from './viewer.ts';

/** Repositories looked at for the latest pushes. Each push is among the latest of its repository, so that a few lead to all. */
const LOOKED_AT = 50;

/** The latest pushes that the viewer may see, whatever the rest of the instance does. */
export function readRecentPushes(viewer: Viewer, limit: number): Promise<TagEventRow[]> {
  const values = new SqlValues();
  const most = values.add(limit);
  const text = `
    SELECT ${TAG_EVENT_COLUMNS}
    FROM (SELECT r.id, r.name FROM repository r JOIN project p ON p.id = r.project_id
          WHERE ${viewable(viewer, 'p', values)} AND r.last_pushed_at IS NOT NULL
          ORDER BY r.last_pushed_at DESC LIMIT ${LOOKED_AT}) r
    CROSS JOIN LATERAL (SELECT * FROM tag_event e WHERE e.repository_id = r.id AND e.kind = 'pushed'
                        ORDER BY e.id DESC LIMIT ${most}) e
    ORDER BY e.id DESC LIMIT ${most}`;
  return query<TagEventRow>(text, values.list);
}

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
    WHERE ${viewable(viewer, 'p', values)} AND pulled.pulls > 0
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
