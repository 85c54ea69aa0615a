import { matchesName } from './access-sql.ts';
import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

export type AccessRuleRow = {
  id: number;
  effect: 'allow' | 'deny';
  subject: 'user' | 'group' | 'robot' | 'signed_in' | 'anyone';
  /** Of the user, group or robot; null for the others. */
  name: string | null;
  repositories: string;
  actions: ('pull' | 'push' | 'delete')[];
  matches: number;
  createdBy: string | null;
  createdAt: Date;
};

export type NewAccessRule = {
  projectId: number;
  effect: 'allow' | 'deny';
  subject: AccessRuleRow['subject'];
  /** Id of the user, group or robot. */
  subjectId: number | null;
  repositories: string;
  /** The same as a regular expression (`globRegex`). */
  pattern: string;
  actions: string[];
};

const SELECT = `
  SELECT a.id, a.effect, a.subject, coalesce(u.name, g.name, b.name) AS name, a.repositories, a.actions,
         (SELECT count(*) FROM repository r WHERE r.project_id = a.project_id AND (r.manifest_count > 0 OR r.tag_count > 0)
             AND ${matchesName('r.name', 'p.name', 'a.pattern')})::int AS matches,
         a.created_by AS "createdBy", a.created_at AS "createdAt"
    FROM access_rule a JOIN project p ON p.id = a.project_id
    LEFT JOIN "user" u ON u.id = a.user_id LEFT JOIN "group" g ON g.id = a.group_id LEFT JOIN robot b ON b.id = a.robot_id`;

/** The rules of a project, the oldest first. */
export async function readAccessRules(projectId: number): Promise<AccessRuleRow[]> {
  return query<AccessRuleRow>(`${SELECT} WHERE a.project_id = $1 ORDER BY a.id`, [projectId]);
}

/** How many there are, without a look at what they match. */
export async function countAccessRules(tx: Tx, projectId: number): Promise<number> {
  const [row] = await tx.query<{ count: number }>('SELECT count(*) FROM access_rule WHERE project_id = $1', [
    projectId,
  ]);
  return row!.count;
}

/** Null when the project has no rule of that id. */
export async function findAccessRule(
  projectId: number,
  id: number,
  tx: Tx = { query },
): Promise<AccessRuleRow | null> {
  const rows = await tx.query<AccessRuleRow>(`${SELECT} WHERE a.project_id = $1 AND a.id = $2`, [
    projectId,
    id,
  ]);
  return rows[0] ?? null;
}

/** @returns its id */
export async function insertAccessRule(
  tx: Tx,
  rule: NewAccessRule & { createdBy: string | null },
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO access_rule (project_id, effect, subject, user_id, group_id, robot_id, repositories, pattern, actions, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
    [...valuesOf(rule), rule.createdBy],
  );
  return row!.id;
}

/** @returns false when the project has no rule of that id */
export async function updateAccessRuleRow(tx: Tx, id: number, rule: NewAccessRule): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE access_rule SET effect = $2, subject = $3, user_id = $4, group_id = $5, robot_id = $6,
            repositories = $7, pattern = $8, actions = $9 WHERE project_id = $1 AND id = $10 RETURNING 1`,
    [...valuesOf(rule), id],
  );
  return rows.length > 0;
}

export async function deleteAccessRuleRow(tx: Tx, projectId: number, id: number): Promise<void> {
  await tx.query('DELETE FROM access_rule WHERE project_id = $1 AND id = $2', [projectId, id]);
}

/** The id of who a rule is to be about; null: there is none. A robot of a project is only that project's business. */
export async function findSubject(
  tx: Tx,
  projectId: number,
  kind: 'user' | 'group' | 'robot',
  name: string,
): Promise<number | null> {
  const rows = await tx.query<{ id: number }>(SUBJECTS[kind], kind === 'robot' ? [name, projectId] : [name]);
  return rows[0]?.id ?? null;
}

const SUBJECTS = {
  user: 'SELECT id FROM "user" WHERE name = $1',
  group: 'SELECT id FROM "group" WHERE name = $1',
  robot: 'SELECT id FROM robot WHERE name = $1 AND (project_id IS NULL OR project_id = $2)',
};

function valuesOf(rule: NewAccessRule): unknown[] {
  const idOf = (subject: string) => (rule.subject === subject ? rule.subjectId : null);
  return [
    rule.projectId,
    rule.effect,
    rule.subject,
    idOf('user'),
    idOf('group'),
    idOf('robot'),
    rule.repositories,
    rule.pattern,
    rule.actions,
  ];
}

/** Groups through which a user has this role in a project; none when it is their own. */
export async function groupsGiving(projectId: number, userId: number, role: string): Promise<string[]> {
  const rows = await query<{ name: string }>(
    `SELECT DISTINCT g.name FROM group_membership gp JOIN group_member gm ON gm.group_id = gp.group_id
       JOIN "group" g ON g.id = gp.group_id
      WHERE gp.project_id = $1 AND gm.user_id = $2 AND gp.role = $3::role
        AND NOT EXISTS (SELECT 1 FROM membership WHERE project_id = $1 AND user_id = $2 AND role = $3::role)
      ORDER BY g.name`,
    [projectId, userId, role],
  );
  return rows.map(({ name }) => name);
}

/** The id of a user or robot by name; null: there is none. */
export async function findPrincipalId(kind: 'user' | 'robot', name: string): Promise<number | null> {
  const rows = await query<{ id: number }>(
    kind === 'user' ? SUBJECTS.user : 'SELECT id FROM robot WHERE name = $1',
    [name],
  );
  return rows[0]?.id ?? null;
}
