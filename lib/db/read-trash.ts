import type { Position, SortedPage, Sorted } from './keyset.ts';
import { readPage, sortBy } from './keyset.ts';
import { query } from './pool.ts';
import { SqlValues } from './sql-values.ts';
import { pullable, type Viewer } from './viewer.ts';

export type TrashRow = {
  id: number;
  repository: string;
  tag: string | null;
  digest: string;
  size: number | null;
  deletedBy: string | null;
  deletedAt: Date;
  expiresAt: Date;
};

/** The trash of a repository, or of all repositories of a project that the viewer may pull. */
export type TrashFilter = { repositoryId: number } | { projectId: number; viewer: Viewer };

/** The one order of a trash list, read descending. */
export const TRASH_SORT = sortBy('e.deleted_at', 'time', 'e.id', 'id');

/** A page of what can still be restored, latest deleted first. */
export function readTrash(
  filter: TrashFilter,
  options: { after: Position | null; limit: number },
): Promise<SortedPage<TrashRow & Sorted>> {
  return readPage<TrashRow & Sorted>(TRASH_SORT, { ...options, descending: true }, (sliced) => {
    const values = new SqlValues();
    const slice = sliced(values);
    const text = `
      SELECT ${COLUMNS}, e.deleted_at AS "sortValue", e.id::text AS "sortTie" FROM ${FROM}
      WHERE ${condition(filter, values)} AND ${slice.condition} ORDER BY ${slice.order} LIMIT ${slice.limit}`;
    return query<TrashRow & Sorted>(text, values.list);
  });
}

/** How many entries can still be restored. */
export async function countTrash(filter: TrashFilter): Promise<number> {
  const values = new SqlValues();
  const text = `SELECT count(*) FROM ${FROM} WHERE ${condition(filter, values)}`;
  const rows = await query<{ count: number }>(text, values.list);
  return rows[0]!.count;
}

const COLUMNS = `
  e.id, r.name AS repository, e.tag, e.digest, m.pull_size AS size, e.deleted_by AS "deletedBy",
  e.deleted_at AS "deletedAt", e.expires_at AS "expiresAt"`;

const FROM = `trash_entry e JOIN repository r ON r.id = e.repository_id JOIN project p ON p.id = r.project_id JOIN manifest m ON m.id = e.manifest_id`;

function condition(filter: TrashFilter, values: SqlValues): string {
  const owner =
    'repositoryId' in filter
      ? `e.repository_id = ${values.add(filter.repositoryId)}`
      : `r.project_id = ${values.add(filter.projectId)} AND ${pullable(filter.viewer, 'p', 'r', values)}`;
  return `${owner} AND e.expires_at > now()`;
}
