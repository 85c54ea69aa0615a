import type { Position, SortColumn, Sorted, SortedPage } from './keyset.ts';
import { readPage, sortBy, sortByNullable } from './keyset.ts';
import { query } from './pool.ts';
import { containing, SqlValues } from './sql-values.ts';
import type { Viewer } from './viewer.ts';
import { viewable } from './viewer.ts';

export type ProjectRow = {
  name: string;
  visibility: 'private' | 'public';
  description: string;
  personal: boolean;
  repositoryCount: number;
  size: number;
  lastPushedAt: Date | null;
  createdAt: Date;
  /** The viewer's own. */
  role: 'guest' | 'developer' | 'maintainer' | 'owner' | null;
};

/** `q` is looked for in names and descriptions; `mine`: only where the viewer is a member. */
export type ProjectFilter = { viewer: Viewer; q?: string; mine?: boolean };

export const PROJECT_SORTS = {
  name: sortBy('p.name', 'text', 'p.name'),
  lastPushedAt: sortByNullable('p.last_pushed_at', 'time', 'p.name'),
  size: sortBy('p.size', 'number', 'p.name'),
} as const satisfies Record<string, SortColumn>;

const COLUMNS = `
  p.name, p.visibility, p.description, p.personal_owner_id IS NOT NULL AS personal,
  p.repository_count AS "repositoryCount", p.size, p.last_pushed_at AS "lastPushedAt", p.created_at AS "createdAt", m.role`;

/** A page of the projects that the viewer may see, in the order of `sort`. */
export function readProjects(
  filter: ProjectFilter,
  sort: keyof typeof PROJECT_SORTS,
  options: { descending: boolean; after: Position | null; limit: number },
): Promise<SortedPage<ProjectRow & Sorted>> {
  const column = PROJECT_SORTS[sort];
  return readPage<ProjectRow & Sorted>(column, options, (sliced) => {
    const values = new SqlValues();
    const slice = sliced(values);
    return query<ProjectRow & Sorted>(
      `SELECT ${COLUMNS}, ${column.column} AS "sortValue", p.name AS "sortTie" FROM ${from(filter.viewer, values)}
        WHERE ${condition(filter, values)} AND ${slice.condition} ORDER BY ${slice.order} LIMIT ${slice.limit}`,
      values.list,
    );
  });
}

/** How many of them there are. */
export async function countProjects(filter: ProjectFilter): Promise<number> {
  const values = new SqlValues();
  const source = from(filter.viewer, values);
  const rows = await query<{ count: number }>(
    `SELECT count(*) FROM ${source} WHERE ${condition(filter, values)}`,
    values.list,
  );
  return rows[0]!.count;
}

/** One project, whoever may see it. */
export async function readProject(name: string, viewer: Viewer): Promise<ProjectRow | null> {
  const values = new SqlValues();
  const rows = await query<ProjectRow>(
    `SELECT ${COLUMNS} FROM ${from(viewer, values)} WHERE p.name = ${values.add(name)}`,
    values.list,
  );
  return rows[0] ?? null;
}

function from(viewer: Viewer, values: SqlValues): string {
  return `project p LEFT JOIN membership m ON m.project_id = p.id AND m.user_id = ${values.add(viewer.userId)}::int`;
}

function condition({ viewer, q, mine }: ProjectFilter, values: SqlValues): string {
  const all = [viewable(viewer, 'p', values)];
  if (mine) all.push('m.role IS NOT NULL');
  if (q) {
    const pattern = values.add(containing(q));
    all.push(`(p.name ILIKE ${pattern} OR p.description ILIKE ${pattern})`);
  }
  return all.join(' AND ');
}
