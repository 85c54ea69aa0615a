import { roleOf } from './access-sql.ts';
import type { ProjectAccess } from './access.ts';
import type { Position, Sorted, SortedPage } from './keyset.ts';
import { readPage, sortBy } from './keyset.ts';
import { query } from './pool.ts';
import { SqlValues } from './sql-values.ts';
import type { Tx } from './transaction.ts';

type Role = NonNullable<ProjectAccess['role']>;

export type MemberRow = {
  name: string;
  /** The best of their own and their groups'. */
  role: Role;
  /** Their own; null: only groups give them one. */
  direct: Role | null;
  /** Groups that give them a role. */
  groups: string[];
  disabled: boolean;
  /** Null: never by themselves. */
  addedAt: Date | null;
  lastActiveAt: Date | null;
};

/** The one order of the list: from owner to guest, and by name. */
export const MEMBER_SORT = sortBy('member.rank', 'number', 'member.name');

/** One row a user; $project: an SQL expression. */
const memberOf = (project: string, user: string) => `
  SELECT u.id, u.name, ${roleOf(project, user)} AS role, m.role AS direct, u.disabled_at IS NOT NULL AS disabled,
         ARRAY(SELECT DISTINCT g.name FROM group_membership gp JOIN group_member gm ON gm.group_id = gp.group_id
                 JOIN "group" g ON g.id = gp.group_id WHERE gp.project_id = ${project} AND gm.user_id = ${user} ORDER BY g.name) AS groups,
         m.created_at AS "addedAt", u.last_active_at AS "lastActiveAt"
    FROM "user" u LEFT JOIN membership m ON m.user_id = u.id AND m.project_id = ${project}`;

const MEMBER_IDS = (project: string) => `
  SELECT user_id FROM membership WHERE project_id = ${project}
  UNION SELECT gm.user_id FROM group_membership gp JOIN group_member gm ON gm.group_id = gp.group_id WHERE gp.project_id = ${project}`;

/** A page of those who have a role in a project, by themselves or by a group. */
export function readMembers(
  projectId: number,
  options: { after: Position | null; limit: number },
): Promise<SortedPage<MemberRow & Sorted>> {
  return readPage<MemberRow & Sorted>(MEMBER_SORT, { ...options, descending: false }, (sliced) => {
    const values = new SqlValues();
    const project = `${values.add(projectId)}::int`;
    const slice = sliced(values);
    return query<MemberRow & Sorted>(
      `SELECT member.name, member.role, member.direct, member.groups, member.disabled, member."addedAt", member."lastActiveAt",
              member.rank AS "sortValue", member.name AS "sortTie"
         FROM (SELECT listed.*, -array_position(enum_range(NULL::role), listed.role)::bigint AS rank
                 FROM (${memberOf(project, 'u.id')} WHERE u.id IN (${MEMBER_IDS(project)})) listed) member
        WHERE ${slice.condition} ORDER BY ${slice.order} LIMIT ${slice.limit}`,
      values.list,
    );
  });
}

export async function countMembers(projectId: number): Promise<number> {
  const rows = await query<{ count: number }>(`SELECT count(*) FROM (${MEMBER_IDS('$1::int')}) member`, [
    projectId,
  ]);
  return rows[0]!.count;
}

export type MemberGroupRow = {
  name: string;
  description: string;
  role: Role;
  memberCount: number;
  addedAt: Date;
};

/** The groups that have a role in a project, from owner to guest, and by name. Bounded: an instance has no more groups. */
export function readMemberGroups(projectId: number): Promise<MemberGroupRow[]> {
  return query<MemberGroupRow>(
    `SELECT g.name, g.description, gp.role, gp.created_at AS "addedAt",
            (SELECT count(DISTINCT user_id) FROM group_member WHERE group_id = g.id)::int AS "memberCount"
       FROM group_membership gp JOIN "group" g ON g.id = gp.group_id
      WHERE gp.project_id = $1 ORDER BY gp.role DESC, g.name LIMIT 1000`,
    [projectId],
  );
}

/** A user's own membership, inside a transaction that has locked the project; null: they have none, whatever their groups have. */
export async function findMember(
  tx: Tx,
  projectId: number,
  userId: number,
): Promise<(MemberRow & { direct: Role }) | null> {
  const rows = await tx.query<MemberRow & { direct: Role }>(
    `${memberOf('$1::int', 'u.id')} WHERE u.id = $2 AND m.role IS NOT NULL`,
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

/** Whether anyone but this user owns the project by themselves and can sign in: a group may lose its members. */
export async function hasOtherOwner(tx: Tx, projectId: number, userId: number): Promise<boolean> {
  const rows = await tx.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM membership m JOIN "user" u ON u.id = m.user_id
       WHERE m.project_id = $1 AND m.user_id <> $2 AND m.role = 'owner' AND u.disabled_at IS NULL) AS found`,
    [projectId, userId],
  );
  return rows[0]?.found === true;
}

export async function ownsAnyProject(userId: number): Promise<boolean> {
  const rows = await query<{ found: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM membership WHERE user_id = $1 AND role = 'owner')
         OR EXISTS (SELECT 1 FROM group_membership gp JOIN group_member gm ON gm.group_id = gp.group_id
                     WHERE gm.user_id = $1 AND gp.role = 'owner') AS found`,
    [userId],
  );
  return rows[0]?.found === true;
}
