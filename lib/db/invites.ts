import type { ProjectAccess } from './access.ts';
import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

type Role = NonNullable<ProjectAccess['role']>;

export type InviteRow = {
  id: number;
  projectId: number | null;
  project: string | null;
  role: Role | null;
  email: string | null;
  note: string;
  createdBy: string | null;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  usedBy: string | null;
};

export type NewInviteRow = {
  hash: Buffer;
  projectId: number | null;
  role: Role | null;
  email: string | null;
  note: string;
  createdBy: string;
  /** How long it works. */
  seconds: number;
};

/** What a list shows at most: nobody reads further, and older ones are deleted in time. */
const MAX_LISTED = 200;
/** So long after its end an invite is still shown, so that one sees who came by it. */
const KEPT = "interval '30 days'";

const COLUMNS = `
  i.id, i.project_id AS "projectId", p.name AS project, i.role, i.email, i.note, i.created_by AS "createdBy",
  i.created_at AS "createdAt", i.expires_at AS "expiresAt", i.used_at AS "usedAt", i.used_by AS "usedBy"`;
const FROM = `FROM invite i LEFT JOIN project p ON p.id = i.project_id`;
const WAITING = `i.used_at IS NULL AND i.expires_at > now()`;

export async function insertInvite(tx: Tx, invite: NewInviteRow): Promise<InviteRow> {
  const [row] = await tx.query<InviteRow>(
    `WITH i AS (
       INSERT INTO invite (hash, project_id, role, email, note, created_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7)) RETURNING *)
     SELECT ${COLUMNS} FROM i LEFT JOIN project p ON p.id = i.project_id`,
    [invite.hash, invite.projectId, invite.role, invite.email, invite.note, invite.createdBy, invite.seconds],
  );
  return row!;
}

/** Those of a project, or (null) all: the ones that wait first, then the latest. */
export async function listInvites(projectId: number | null): Promise<InviteRow[]> {
  return await query<InviteRow>(
    `SELECT ${COLUMNS} ${FROM} WHERE $1::int IS NULL OR i.project_id = $1
      ORDER BY (${WAITING}) DESC, i.id DESC LIMIT ${MAX_LISTED}`,
    [projectId],
  );
}

/** One that still works; with `tx` it is kept from changing until that ends: of two who use it at once, one waits and then finds none. */
export async function findInvite(hash: Buffer, tx?: Tx): Promise<InviteRow | null> {
  const text = `SELECT ${COLUMNS} ${FROM} WHERE i.hash = $1 AND ${WAITING}`;
  const rows = tx
    ? await tx.query<InviteRow>(`${text} FOR UPDATE OF i`, [hash])
    : await query<InviteRow>(text, [hash]);
  return rows[0] ?? null;
}

export async function markInviteUsed(tx: Tx, id: number, usedBy: string): Promise<void> {
  await tx.query(`UPDATE invite SET used_at = now(), used_by = $2 WHERE id = $1`, [id, usedBy]);
}

/** `projectId`: only one of that project; null: any. @returns the one that is gone */
export async function deleteInviteRow(
  tx: Tx,
  id: number,
  projectId: number | null,
): Promise<{ project: string | null } | null> {
  const rows = await tx.query<{ project: string | null }>(
    `DELETE FROM invite WHERE id = $1 AND ($2::int IS NULL OR project_id = $2)
     RETURNING (SELECT name FROM project p WHERE p.id = project_id) AS project`,
    [id, projectId],
  );
  return rows[0] ?? null;
}

/** @returns how many */
export async function deleteOldInvites(): Promise<number> {
  return (await query(`DELETE FROM invite WHERE expires_at < now() - ${KEPT} RETURNING 1`)).length;
}
