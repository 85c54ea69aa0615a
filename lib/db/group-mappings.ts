import type { Tx } from './transaction.ts';

export type MappingRow = { groupId: number; provider: string; value: string };

/** What a provider's groups are here. */
export async function readProviderMappings(tx: Tx, provider: string): Promise<MappingRow[]> {
  return await tx.query<MappingRow>(
    `SELECT group_id AS "groupId", provider, value FROM group_mapping WHERE provider = $1`,
    [provider],
  );
}

/** Takes back the memberships in one group that these providers gave. @returns how many */
export async function dropProviderMembers(
  tx: Tx,
  groupId: number,
  providers: readonly string[],
): Promise<number> {
  const rows = await tx.query(
    `DELETE FROM group_member WHERE group_id = $1 AND source <> '' AND source = ANY($2::text[]) RETURNING 1`,
    [groupId, [...providers]],
  );
  return rows.length;
}

/**
 * Makes the user's memberships that `source` gives exactly `groupIds`; those of other sources stay. What changed, by name.
 */
export async function syncGroupMembers(
  tx: Tx,
  userId: number,
  source: string,
  groupIds: readonly number[],
): Promise<{ added: string[]; removed: string[] }> {
  const ids = [...groupIds];
  const removed = await tx.query<{ name: string; id: number }>(
    `DELETE FROM group_member m USING "group" g
      WHERE g.id = m.group_id AND m.user_id = $1 AND m.source = $2 AND NOT m.group_id = ANY($3::int[])
      RETURNING g.name, g.id`,
    [userId, source, ids],
  );
  const added = await tx.query<{ name: string; id: number }>(
    `WITH made AS (
       INSERT INTO group_member (group_id, user_id, source)
       SELECT id, $1, $2 FROM "group" WHERE id = ANY($3::int[]) ON CONFLICT DO NOTHING RETURNING group_id)
     SELECT g.name, g.id FROM made JOIN "group" g ON g.id = made.group_id`,
    [userId, source, ids],
  );
  await raiseGroupPolicies(
    tx,
    [...removed, ...added].map(({ id }) => id),
  );
  return { added: added.map(({ name }) => name), removed: removed.map(({ name }) => name) };
}

/** Who may do what has changed in every project that knows one of the groups. */
export async function raiseGroupPolicies(tx: Tx, groupIds: readonly number[]): Promise<void> {
  if (groupIds.length === 0) return;
  await tx.query(
    `UPDATE project SET policy_version = policy_version + 1
      WHERE id IN (SELECT project_id FROM group_membership WHERE group_id = ANY($1::int[])
                   UNION SELECT project_id FROM access_rule WHERE group_id = ANY($1::int[]))`,
    [[...groupIds]],
  );
}

/** Groups in which a provider has put somebody. */
export async function groupsOfSource(tx: Tx, source: string): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    `SELECT DISTINCT group_id AS id FROM group_member WHERE source = $1`,
    [source],
  );
  return rows.map(({ id }) => id);
}
