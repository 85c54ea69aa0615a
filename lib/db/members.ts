import type { ProjectAccess } from './access.ts';
import type { Position, Sorted, SortedPage } from './keyset.ts';
import { readPage, sortBy } from './keyset.ts';
import { query } from './pool.ts';
import { SqlValues } from './sql-values.ts';
import type { Tx } from './transaction.ts';

type Role = NonNullable<ProjectAccess['role']>;

export type MemberRow = {
  name: string;
  role: Role;
  disabled: boolean;
  addedAt: Date;
  lastActiveAt: Date | null;
};

/** The one order of the list. */
export const MEMBER_SORT = sortBy('u.name', 'text', 'u.name');

const COLUMNS = `
  u.name, m.role, u.disabled_at IS NOT NULL AS disabled, m.created_at AS "addedAt", u.last_active_at AS "lastActiveAt"`;

/** A page of a project's members, by name. */
export function readMembers(
  projectId: number,
  options: { after: Position | null; limit: number },
): Promise<SortedPage<MemberRow & Sorted>> {
  return readPage<MemberRow & Sorted>(MEMBER_SORT, { ...options, descending: false }, (sliced) => {
    const values = new SqlValues();
    const slice = sliced(values);
    return query<MemberRow & Sorted>(
      `SELECT ${COLUMNS}, u.name AS "sortValue", u.name AS "sortTie"
         FROM membership m JOIN "user" u ON u.id = m.user_id
        WHERE m.project_id = ${values.add(projectId)} AND ${slice.condition} ORDER BY ${slice.order} LIMIT ${slice.limit}`,
      values.list,
    );
  });
}

export async function countMembers(projectId: number): Promise<number> {
  const rows = await query<{ count: number }>(`SELECT count(*) FROM membership WHERE project_id = $1`, [
    projectId,
  ]);
  return rows[0]!.count;
}

/** A user's membership, inside a transaction that has locked the project. */
export async function findMember(tx: Tx, projectId: number, userId: number): Promise<MemberRow | null> {
  const rows = await tx.query<MemberRow>(
    `SELECT ${COLUMNS} FROM membership m JOIN "user" u ON u.id = m.user_id WHERE m.project_id = $1 AND m.user_id = $2`,
    [projectId, userId],
  );
  return rows[0] ?? null;
}

export async function upsertMember(tx: Tx, projectId: number, userId: number, role: Role): Promise<void> {
  await tx.query(
    `INSERT INTO membership (project_id, user_id, role) VALUES ($1, $2, $3)
         ON CONFLICT (project_id, user_id) DO UPDATE SET role = excluded.role`,
    [projectId, userId, role],
  );
}

export async function deleteMember(tx: Tx, projectId: number, userId: number): Promise<void> {
  await tx.query(`DELETE FROM membership WHERE project_id = $1 AND user_id = $2`, [projectId, userId]);
}

/** Whether anyone but this user owns the project and can sign in. */
export async function hasOtherOwner(tx: Tx, projectId: number, userId: number): Promise<boolean> {
  const rows = await tx.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM membership m JOIN "user" u ON u.id = m.user_id
       WHERE m.project_id = $1 AND m.user_id <> $2 AND m.role = 'owner' AND u.disabled_at IS NULL) AS found`,
    [projectId, userId],
  );
  return rows[0]?.found === true;
}
