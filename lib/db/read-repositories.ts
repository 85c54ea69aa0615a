import type { Position, Slice, SortColumn, Sorted, SortedPage } from './keyset.ts';
import { readPage, sortBy, sortByNullable } from './keyset.ts';
import { query } from './pool.ts';
import { containing, SqlValues } from './sql-values.ts';
import type { Viewer } from './viewer.ts';
import { pullable } from './viewer.ts';

export type RepositoryRow = {
  name: string;
  project: string;
  description: string;
  visibility: 'private' | 'public';
  tagCount: number;
  size: number;
  pullCount: number;
  lastPushedAt: Date | null;
  lastPulledAt: Date | null;
};

/** Which repositories, for whose eyes. */
export type RepositoryFilter = { viewer: Viewer; project?: string; q?: string };

export const REPOSITORY_SORTS = {
  name: sortBy('r.name', 'text', 'r.name'),
  lastPushedAt: sortByNullable('r.last_pushed_at', 'time', 'r.name'),
  size: sortBy('r.size', 'number', 'r.name'),
  tagCount: sortBy('r.tag_count', 'number', 'r.name'),
  pullCount: sortBy('r.pull_count', 'number', 'r.name'),
} as const satisfies Record<string, SortColumn>;

/** The columns of a `RepositoryRow`, of `repository r JOIN project p`. */
export const REPOSITORY_COLUMNS = `
  r.name, p.name AS project, r.description, p.visibility, r.tag_count AS "tagCount", r.size, r.pull_count AS "pullCount",
  r.last_pushed_at AS "lastPushedAt", r.last_pulled_at AS "lastPulledAt"`;

/** A repository has a row from its first upload on; people are shown those that hold something. */
export const HOLDS_SOMETHING = '(r.manifest_count > 0 OR r.tag_count > 0)';

/** A page of the repositories that hold something and that the viewer may see, in the order of `sort`. */
export function readRepositories(
  filter: RepositoryFilter,
  sort: keyof typeof REPOSITORY_SORTS,
  options: { descending: boolean; after: Position | null; limit: number },
): Promise<SortedPage<RepositoryRow & Sorted>> {
  const column = REPOSITORY_SORTS[sort];
  return readPage<RepositoryRow & Sorted>(column, options, (sliced) => {
    const values = new SqlValues();
    const slice = sliced(values);
    return query<RepositoryRow & Sorted>(statement(column, slice, conditions(filter, values)), values.list);
  });
}

/** How many of them there are. */
export async function countRepositories(filter: RepositoryFilter): Promise<number> {
  const values = new SqlValues();
  const text = `SELECT count(*) FROM repository r JOIN project p ON p.id = r.project_id WHERE ${conditions(filter, values)}`;
  const rows = await query<{ count: number }>(text, values.list);
  return rows[0]!.count;
}

function statement(sort: SortColumn, slice: Slice, where: string): string {
  return `
    SELECT ${REPOSITORY_COLUMNS}, ${sort.column} AS "sortValue", r.name AS "sortTie"
    FROM repository r JOIN project p ON p.id = r.project_id
    WHERE ${where} AND ${slice.condition}
    ORDER BY ${slice.order} LIMIT ${slice.limit}`;
}

function conditions(filter: RepositoryFilter, values: SqlValues): string {
  const all = [pullable(filter.viewer, 'p', 'r', values), HOLDS_SOMETHING];
  if (filter.project) all.push(`p.name = ${values.add(filter.project.replaceAll('\0', ''))}`);
  if (filter.q) all.push(`r.name ILIKE ${values.add(containing(filter.q))}`);
  return all.join(' AND ');
}
