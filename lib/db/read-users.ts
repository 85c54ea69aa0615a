import type { Position, SortColumn, Sorted, SortedPage } from './keyset.ts';
import { readPage, sortBy, sortByNullable } from './keyset.ts';
import { query } from './pool.ts';
import { containing, SqlValues } from './sql-values.ts';
import { USER_COLUMNS, type UserRow } from './users.ts';

export const USER_SORTS = {
  username: sortBy('u.name', 'text', 'u.name'),
  createdAt: sortBy('u.created_at', 'time', 'u.name'),
  lastActiveAt: sortByNullable('u.last_active_at', 'time', 'u.name'),
} as const satisfies Record<string, SortColumn>;

/** `q` is looked for in names and e-mail addresses. */
export type UserFilter = { q?: string };

/** A page of all users, in the order of `sort`. */
export function readUsers(
  filter: UserFilter,
  sort: keyof typeof USER_SORTS,
  options: { descending: boolean; after: Position | null; limit: number },
): Promise<SortedPage<UserRow & Sorted>> {
  const column = USER_SORTS[sort];
  return readPage<UserRow & Sorted>(column, options, (sliced) => {
    const values = new SqlValues();
    const slice = sliced(values);
    return query<UserRow & Sorted>(
      `SELECT ${USER_COLUMNS}, ${column.column} AS "sortValue", u.name AS "sortTie" FROM "user" u
        WHERE ${condition(filter, values)} AND ${slice.condition} ORDER BY ${slice.order} LIMIT ${slice.limit}`,
      values.list,
    );
  });
}

/** How many of them there are. */
export async function countUsers(filter: UserFilter): Promise<number> {
  const values = new SqlValues();
  const rows = await query<{ count: number }>(
    `SELECT count(*) FROM "user" u WHERE ${condition(filter, values)}`,
    values.list,
  );
  return rows[0]!.count;
}

/** Names of users who can sign in and whose name holds `q`; those that begin with it come first. */
export async function suggestUserNames(q: string, limit: number): Promise<string[]> {
  const anywhere = containing(q);
  const rows = await query<{ name: string }>(
    `SELECT name FROM "user" WHERE disabled_at IS NULL AND name ILIKE $1
      ORDER BY name ILIKE $2 DESC, name LIMIT $3`,
    [anywhere, anywhere.slice(1), limit],
  );
  return rows.map(({ name }) => name);
}

function condition({ q }: UserFilter, values: SqlValues): string {
  if (!q) return 'TRUE';
  const pattern = values.add(containing(q));
  return `(u.name ILIKE ${pattern} OR u.email ILIKE ${pattern})`;
}
