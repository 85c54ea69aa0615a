import type { Position, SortColumn, Sorted, SortedPage } from './keyset.ts';
import { readPage, sortBy, sortByNullable } from './keyset.ts';
import { query } from './pool.ts';
import { LIMITED } from './access.ts';
import type { Limits } from './quota.ts';
import { readUsages } from './quota.ts';
import { containing, SqlValues } from './sql-values.ts';
import type { Viewer } from './viewer.ts';
import { roleOf } from './access-sql.ts';
import { userIdOf, viewable } from './viewer.ts';

export type ProjectRow = {
  name: string;
  visibility: 'private' | 'public';
  description: string;
  personal: boolean;
  repositoryCount: number;
  size: number;
  lastPushedAt: Date | null;
  createdAt: Date;
  /** Days that what is deleted can be restored; null: as the instance has it. */
  trashDays: number | null;
  auditPulls: boolean;
  /** The viewer's own. */
  role: 'guest' | 'developer' | 'maintainer' | 'owner' | null;
  /** Null: it has no quota, and nobody has looked what it would count. */
  limits: Limits | null;
};

type RawProject = Omit<ProjectRow, 'limits'> & { id: number; limited: boolean };

/** `q` is looked for in names and descriptions; `mine`: only where the viewer is a member. */
export type ProjectFilter = { viewer: Viewer; q?: string; mine?: boolean };

export const PROJECT_SORTS = {
  name: sortBy('p.name', 'text', 'p.name'),
  lastPushedAt: sortByNullable('p.last_pushed_at', 'time', 'p.name'),
  size: sortBy('p.size', 'number', 'p.name'),
} as const satisfies Record<string, SortColumn>;

const COLUMNS = `
  p.name, p.visibility, p.description, p.personal_owner_id IS NOT NULL AS personal,
  p.repository_count AS "repositoryCount", p.size, p.last_pushed_at AS "lastPushedAt", p.created_at AS "createdAt",
  p.trash_days AS "trashDays", p.audit_pulls AS "auditPulls", m.role, p.id, ${LIMITED} AS limited`;

/** A page of the projects that the viewer may see, in the order of `sort`. */
export function readProjects(
  filter: ProjectFilter,
  sort: keyof typeof PROJECT_SORTS,
  options: { descending: boolean; after: Position | null; limit: number },
): Promise<SortedPage<ProjectRow & Sorted>> {
  const column = PROJECT_SORTS[sort];
  return readPage<ProjectRow & Sorted>(column, options, async (sliced) => {
    const values = new SqlValues();
    const slice = sliced(values);
    const rows = await query<RawProject & Sorted>(
      `SELECT ${COLUMNS}, ${column.column} AS "sortValue", p.name AS "sortTie" FROM ${from(filter.viewer, values)}
        WHERE ${condition(filter, values)} AND ${slice.condition} ORDER BY ${slice.order} LIMIT ${slice.limit}`,
      values.list,
    );
    return withLimits(rows);
  });
}

/** Usage is looked for only where there is a quota, and only of the rows of a page. */
async function withLimits<Row extends RawProject>(rows: Row[]) {
  const limited = rows.filter((row) => row.limited).map(({ id }) => id);
  const limits = limited.length === 0 ? new Map<number, Limits>() : await readUsages(limited);
  return rows.map(({ id, limited: _, ...row }) => ({ ...row, limits: limits.get(id) ?? null }));
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
  const rows = await query<RawProject>(
    `SELECT ${COLUMNS} FROM ${from(viewer, values)} WHERE p.name = ${values.add(name)}`,
    values.list,
  );
  const [project] = await withLimits(rows);
  return project ?? null;
}

function from(viewer: Viewer, values: SqlValues): string {
  return `project p CROSS JOIN LATERAL (SELECT ${roleOf('p.id', userIdOf(viewer, values))} AS role) m`;
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
