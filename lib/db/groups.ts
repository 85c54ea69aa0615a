import { containing, SqlValues } from './sql-values.ts';
import type { Position, Sorted, SortedPage } from './keyset.ts';
import { readPage, sortBy } from './keyset.ts';
import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

type Role = 'guest' | 'developer' | 'maintainer' | 'owner';

export type GroupRow = {
  id: number;
  name: string;
  description: string;
  memberCount: number;
  projectCount: number;
  createdAt: Date;
};

export type GroupMemberRow = {
  name: string;
  disabled: boolean;
  /** Providers, with '' for by hand. */
  sources: string[];
  addedAt: Date;
};

const COLUMNS = `
  g.id, g.name, g.description, g.created_at AS "createdAt",
  (SELECT count(DISTINCT user_id) FROM group_member WHERE group_id = g.id)::int AS "memberCount",
  (SELECT count(*) FROM group_membership WHERE group_id = g.id)::int AS "projectCount"`;

/** The one order of either list. */
export const GROUP_SORT = sortBy('g.name', 'text', 'g.name');
export const GROUP_MEMBER_SORT = sortBy('u.name', 'text', 'u.name');

/** A page of the groups whose name or description has `q`. */
export function readGroups(
  q: string | undefined,
  options: { after: Position | null; limit: number },
): Promise<SortedPage<GroupRow & Sorted>> {
  return readPage<GroupRow & Sorted>(GROUP_SORT, { ...options, descending: false }, (sliced) => {
    const values = new SqlValues();
    const slice = sliced(values);
    return query<GroupRow & Sorted>(
      `SELECT ${COLUMNS}, g.name AS "sortValue", g.name AS "sortTie" FROM "group" g
        WHERE ${matching(q, values)} AND ${slice.condition} ORDER BY ${slice.order} LIMIT ${slice.limit}`,
      values.list,
    );
  });
}

export async function countGroups(q: string | undefined): Promise<number> {
  const values = new SqlValues();
  const rows = await query<{ count: number }>(
    `SELECT count(*) FROM "group" g WHERE ${matching(q, values)}`,
    values.list,
  );
  return rows[0]!.count;
}

function matching(q: string | undefined, values: SqlValues): string {
  if (!q) return 'TRUE';
  const pattern = values.add(containing(q));
  return `(g.name ILIKE ${pattern} OR g.description ILIKE ${pattern})`;
}

export async function findGroup(name: string, tx: Tx = { query }): Promise<GroupRow | null> {
  const rows = await tx.query<GroupRow>(`SELECT ${COLUMNS} FROM "group" g WHERE g.name = $1`, [name]);
  return rows[0] ?? null;
}

/** The group, kept from changing until `tx` ends. */
export async function lockGroup(tx: Tx, name: string): Promise<GroupRow | null> {
  await tx.query(`SELECT id FROM "group" WHERE name = $1 FOR UPDATE`, [name]);
  return findGroup(name, tx);
}

/** Null when the name is taken. */
export async function insertGroup(
  tx: Tx,
  { name, description }: { name: string; description: string },
): Promise<GroupRow | null> {
  const made = await tx.query(
    `INSERT INTO "group" (name, description) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING 1`,
    [name, description],
  );
  return made.length === 0 ? null : findGroup(name, tx);
}

export async function updateGroupRow(tx: Tx, id: number, description: string): Promise<void> {
  await tx.query(`UPDATE "group" SET description = $2 WHERE id = $1`, [id, description]);
}

export async function deleteGroupRow(tx: Tx, id: number): Promise<void> {
  await tx.query(`DELETE FROM "group" WHERE id = $1`, [id]);
}

/** What members of the group may do has changed, in every project that has it as a member or in a rule. */
export async function raiseVersionsOfGroup(tx: Tx, id: number): Promise<void> {
  await tx.query(
    `UPDATE project SET policy_version = policy_version + 1 WHERE id IN (
       SELECT project_id FROM group_membership WHERE group_id = $1
       UNION SELECT project_id FROM access_rule WHERE group_id = $1)`,
    [id],
  );
}

export async function readProjectsOfGroup(id: number): Promise<{ project: string; role: Role }[]> {
  return query<{ project: string; role: Role }>(
    `SELECT p.name AS project, m.role FROM group_membership m JOIN project p ON p.id = m.project_id
      WHERE m.group_id = $1 ORDER BY p.name`,
    [id],
  );
}

export async function readMappings(id: number): Promise<{ provider: string; value: string }[]> {
  return query<{ provider: string; value: string }>(
    'SELECT provider, value FROM group_mapping WHERE group_id = $1 ORDER BY provider, value',
    [id],
  );
}

export async function replaceMappings(
  tx: Tx,
  id: number,
  mappings: readonly { provider: string; value: string }[],
): Promise<void> {
  await tx.query('DELETE FROM group_mapping WHERE group_id = $1', [id]);
  await tx.query(
    `INSERT INTO group_mapping (group_id, provider, value)
     SELECT DISTINCT $1::int, provider, value FROM unnest($2::text[], $3::text[]) AS given(provider, value)`,
    [id, mappings.map(({ provider }) => provider), mappings.map(({ value }) => value)],
  );
}

export function readGroupMembers(
  id: number,
  options: { after: Position | null; limit: number },
): Promise<SortedPage<GroupMemberRow & Sorted>> {
  return readPage<GroupMemberRow & Sorted>(GROUP_MEMBER_SORT, { ...options, descending: false }, (sliced) => {
    const values = new SqlValues();
    const slice = sliced(values);
    return query<GroupMemberRow & Sorted>(
      `SELECT u.name, u.disabled_at IS NOT NULL AS disabled, array_agg(gm.source ORDER BY gm.source) AS sources,
              min(gm.created_at) AS "addedAt", u.name AS "sortValue", u.name AS "sortTie"
         FROM group_member gm JOIN "user" u ON u.id = gm.user_id
        WHERE gm.group_id = ${values.add(id)} AND ${slice.condition}
        GROUP BY u.id ORDER BY ${slice.order} LIMIT ${slice.limit}`,
      values.list,
    );
  });
}

/** By hand. @returns false when they were already */
export async function insertGroupMember(tx: Tx, groupId: number, userId: number): Promise<boolean> {
  const rows = await tx.query(
    'INSERT INTO group_member (group_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1',
    [groupId, userId],
  );
  return rows.length > 0;
}

/** What was put in by hand; what a provider says stays. @returns whether it was, and which providers still say so */
export async function deleteGroupMember(
  tx: Tx,
  groupId: number,
  userId: number,
): Promise<{ removed: boolean; through: string[] }> {
  const removed = await tx.query(
    `DELETE FROM group_member WHERE group_id = $1 AND user_id = $2 AND source = '' RETURNING 1`,
    [groupId, userId],
  );
  const rest = await tx.query<{ source: string }>(
    'SELECT source FROM group_member WHERE group_id = $1 AND user_id = $2 ORDER BY source',
    [groupId, userId],
  );
  return { removed: removed.length > 0, through: rest.map(({ source }) => source) };
}

/** Names that hold `q`; those that begin with it come first. */
export async function suggestGroupNames(q: string, limit: number): Promise<string[]> {
  const anywhere = containing(q);
  const rows = await query<{ name: string }>(
    `SELECT name FROM "group" WHERE name ILIKE $1 ORDER BY name ILIKE $2 DESC, name LIMIT $3`,
    [anywhere, anywhere.slice(1), limit],
  );
  return rows.map(({ name }) => name);
}

/** The role of a group in a project; null: none. */
export async function findGroupRole(tx: Tx, projectId: number, groupId: number): Promise<Role | null> {
  const rows = await tx.query<{ role: Role }>(
    'SELECT role FROM group_membership WHERE project_id = $1 AND group_id = $2',
    [projectId, groupId],
  );
  return rows[0]?.role ?? null;
}

export async function upsertGroupRole(tx: Tx, projectId: number, groupId: number, role: Role): Promise<void> {
  await tx.query(
    `INSERT INTO group_membership (project_id, group_id, role) VALUES ($1, $2, $3)
         ON CONFLICT (project_id, group_id) DO UPDATE SET role = excluded.role`,
    [projectId, groupId, role],
  );
}

export async function deleteGroupRole(tx: Tx, projectId: number, groupId: number): Promise<void> {
  await tx.query('DELETE FROM group_membership WHERE project_id = $1 AND group_id = $2', [
    projectId,
    groupId,
  ]);
}
