import { roleOf, rulesOf } from './access-sql.ts';
import { accessOf, LIMITED, type ProjectAccess, type RawAccess } from './access.ts';
import { DEFAULT_QUOTA_COLUMNS, DEFAULT_QUOTA_VALUES } from './default-quota.ts';
import { idsOf, type Asker } from './principals.ts';
import type { Tx } from './transaction.ts';

export type NewProject = {
  name: string;
  visibility: 'private' | 'public';
  description: string;
  ownerId: number;
};

/** With its first owner. The name must have been claimed in `tx`. */
export async function insertProject(
  tx: Tx,
  { name, visibility, description, ownerId }: NewProject,
): Promise<void> {
  await tx.query(
    `WITH made AS (
       INSERT INTO project (name, visibility, description, ${DEFAULT_QUOTA_COLUMNS}) VALUES ($1, $2, $3, ${DEFAULT_QUOTA_VALUES})
       RETURNING id)
     INSERT INTO membership (project_id, user_id, role) SELECT id, $4, 'owner' FROM made`,
    [name, visibility, description, ownerId],
  );
}

/** What a change of a project starts from; nobody else changes it until the transaction ends. */
export type LockedProject = ProjectAccess & {
  description: string;
  personalOwnerId: number | null;
  trashDays: number | null;
  auditPulls: boolean;
};

/** As `loadProjectAccess`, with the row locked; null when there is no such project any more. */
export async function lockProject(tx: Tx, name: string, asker: Asker): Promise<LockedProject | null> {
  type Own = Pick<LockedProject, 'description' | 'personalOwnerId' | 'trashDays' | 'auditPulls'>;
  const [project] = await tx.query<Omit<RawAccess, 'role' | 'rules'> & Own>(
    `SELECT p.id, p.name, p.visibility, p.description, p.policy_version AS "policyVersion", ${LIMITED} AS limited,
            p.personal_owner_id AS "personalOwnerId", p.trash_days AS "trashDays", p.audit_pulls AS "auditPulls"
       FROM project p WHERE p.name = $1 FOR UPDATE`,
    [name],
  );
  if (!project) return null;
  // Asked once the row is ours: role and rules as the transactions before left them.
  const { userId, robotId } = idsOf(asker);
  const [own] = await tx.query<Pick<RawAccess, 'role' | 'rules'>>(
    `SELECT ${roleOf('$1::int', '$2::int')} AS role, ${rulesOf('$1::int', '$2::int', '$3::int')} AS rules`,
    [project.id, userId, robotId],
  );
  const { description, personalOwnerId, trashDays, auditPulls, ...access } = project;
  return { ...accessOf({ ...access, ...own! }), description, personalOwnerId, trashDays, auditPulls };
}

/** Who may do what has changed: what was decided before is void. */
export async function raisePolicyVersion(tx: Tx, projectId: number): Promise<void> {
  await tx.query(`UPDATE project SET policy_version = policy_version + 1 WHERE id = $1`, [projectId]);
}

export type ProjectChange = {
  visibility: 'private' | 'public';
  description: string;
  trashDays: number | null;
  auditPulls: boolean;
};

export async function updateProjectRow(tx: Tx, projectId: number, change: ProjectChange): Promise<void> {
  const { visibility, description, trashDays, auditPulls } = change;
  await tx.query(
    `UPDATE project SET visibility = $2, description = $3, trash_days = $4, audit_pulls = $5 WHERE id = $1`,
    [projectId, visibility, description, trashDays, auditPulls],
  );
}

/** Why a project can't go yet: repositories with manifests (seen or in the trash), or with a write under way. At most `limit` names. */
export async function repositoriesInUse(tx: Tx, projectId: number, limit: number): Promise<string[]> {
  await tx.query(`SELECT id FROM repository WHERE project_id = $1 ORDER BY id FOR UPDATE`, [projectId]);
  const rows = await tx.query<{ name: string }>(
    `SELECT r.name FROM repository r
      WHERE r.project_id = $1
        AND (EXISTS (SELECT 1 FROM manifest m WHERE m.repository_id = r.id)
             OR EXISTS (SELECT 1 FROM operation o WHERE o.repository_id = r.id))
      ORDER BY r.name LIMIT $2`,
    [projectId, limit],
  );
  return rows.map(({ name }) => name);
}

/** With its members and its empty repositories. */
export async function deleteProjectRow(tx: Tx, projectId: number): Promise<void> {
  await tx.query(`DELETE FROM repository WHERE project_id = $1`, [projectId]);
  await tx.query(`DELETE FROM project WHERE id = $1`, [projectId]);
  await tx.query(`DELETE FROM project_blob WHERE project_id = $1`, [projectId]);
  await tx.query(`DELETE FROM quota_reservation WHERE project_id = $1`, [projectId]);
}

/** A reserved project, such as `library`, belongs to the registry. */
export async function isReservedName(tx: Tx, name: string): Promise<boolean> {
  const rows = await tx.query<{ reserved: boolean }>(`SELECT reserved FROM namespace WHERE name = $1`, [
    name,
  ]);
  return rows[0]?.reserved === true;
}

/** The name of a project; null: there is none. */
export async function readProjectName(tx: Tx, projectId: number): Promise<string | null> {
  const rows = await tx.query<{ name: string }>(`SELECT name FROM project WHERE id = $1`, [projectId]);
  return rows[0]?.name ?? null;
}
