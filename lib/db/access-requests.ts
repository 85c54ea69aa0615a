import { roleOf } from './access-sql.ts';
import type { ProjectAccess } from './access.ts';
import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

type Role = NonNullable<ProjectAccess['role']>;

/** After so long without an answer a request lapses; so who asked can't tell a refusal from a project that is not there. */
const LAPSES = "interval '30 days'";
/** What a list shows at most. */
const MAX_LISTED = 200;

const WAITING = `r.state = 'open' AND r.withdrawn_at IS NULL AND r.created_at > now() - ${LAPSES}`;
/** As who asked sees it: a refused one waits until it lapses, like one for a project that is not there. */
const SHOWN = `r.state <> 'granted' AND r.withdrawn_at IS NULL AND r.created_at > now() - ${LAPSES}`;

export type MyRequestRow = {
  id: number;
  project: string;
  role: Role;
  message: string;
  createdAt: Date;
  lapsesAt: Date;
};

/** What the user asked for and has not got. */
export async function listMyRequests(userId: number): Promise<MyRequestRow[]> {
  return await query<MyRequestRow>(
    `SELECT r.id, r.project_name AS project, r.role, r.message, r.created_at AS "createdAt",
            r.created_at + ${LAPSES} AS "lapsesAt"
       FROM access_request r WHERE r.user_id = $1 AND ${SHOWN} ORDER BY r.id DESC LIMIT ${MAX_LISTED}`,
    [userId],
  );
}

/** How many of those are for other projects than this one. The user's row must be locked. */
export async function countMyOtherRequests(tx: Tx, userId: number, project: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*) FROM access_request r WHERE r.user_id = $1 AND r.project_name <> $2 AND ${SHOWN}`,
    [userId, project],
  );
  return row!.count;
}

/**
 * Asks, or changes what was asked. A refusal holds until it lapses, and who asks again is not told of it. The same statement whether there
 * is a project of that name or not.
 */
export async function upsertRequest(
  tx: Tx,
  request: { userId: number; project: string; role: Role; message: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO access_request AS r (project_id, project_name, user_id, role, message)
          VALUES ((SELECT id FROM project WHERE name = $2), $2, $1, $3, $4)
     ON CONFLICT (user_id, project_name) DO UPDATE
        SET project_id = excluded.project_id, role = excluded.role, message = excluded.message, withdrawn_at = NULL,
            state = CASE WHEN ${STILL_REFUSED} THEN r.state ELSE 'open' END,
            decided_at = CASE WHEN ${STILL_REFUSED} THEN r.decided_at END,
            decided_by = CASE WHEN ${STILL_REFUSED} THEN r.decided_by END,
            created_at = CASE WHEN ${SHOWN} THEN r.created_at ELSE now() END`,
    [request.userId, request.project, request.role, request.message],
  );
}

const STILL_REFUSED = `(r.state = 'refused' AND r.project_id = excluded.project_id AND r.decided_at > now() - ${LAPSES})`;

/** @returns the project's name; null when the user has no such request */
export async function withdrawRequest(tx: Tx, userId: number, id: number): Promise<string | null> {
  const rows = await tx.query<{ project: string }>(
    `UPDATE access_request r SET withdrawn_at = now() WHERE r.id = $2 AND r.user_id = $1 AND ${SHOWN}
     RETURNING r.project_name AS project`,
    [userId, id],
  );
  return rows[0]?.project ?? null;
}

export type RequestRow = {
  id: number;
  userId: number;
  username: string;
  role: Role;
  currentRole: Role | null;
  message: string;
  createdAt: Date;
};

const COLUMNS = `
  r.id, r.user_id AS "userId", u.name AS username, r.role, ${roleOf('r.project_id', 'r.user_id')} AS "currentRole", r.message, r.created_at AS "createdAt"`;
const FROM = `FROM access_request r JOIN "user" u ON u.id = r.user_id`;

/** Those of a project that wait for an answer, the oldest first. */
export async function listRequests(projectId: number): Promise<RequestRow[]> {
  return await query<RequestRow>(
    `SELECT ${COLUMNS} ${FROM} WHERE r.project_id = $1 AND ${WAITING} ORDER BY r.id LIMIT ${MAX_LISTED}`,
    [projectId],
  );
}

/** One that waits, kept from changing until `tx` ends. */
export async function lockRequest(tx: Tx, projectId: number, id: number): Promise<RequestRow | null> {
  const rows = await tx.query<RequestRow>(
    `SELECT ${COLUMNS} ${FROM} WHERE r.id = $2 AND r.project_id = $1 AND ${WAITING} FOR UPDATE OF r`,
    [projectId, id],
  );
  return rows[0] ?? null;
}

export async function decideRequest(
  tx: Tx,
  id: number,
  decision: { state: 'granted' | 'refused'; by: string },
): Promise<void> {
  await tx.query(
    `UPDATE access_request SET state = $2::access_request_state, decided_at = now(), decided_by = $3 WHERE id = $1`,
    [id, decision.state, decision.by],
  );
}

/** Projects that somebody waits to get into, of those that the user owns; `count` people each. The one that waits longest first. */
export async function waitingProjects(
  userId: number,
  limit: number,
): Promise<{ project: string; count: number }[]> {
  return await query<{ project: string; count: number }>(
    `SELECT p.name AS project, count(*) FROM access_request r JOIN project p ON p.id = r.project_id
      WHERE ${WAITING}
        AND ${roleOf('p.id', '$1::int')} = 'owner'
      GROUP BY p.name ORDER BY min(r.id) LIMIT $2`,
    [userId, limit],
  );
}

/** Deletes what neither waits nor holds any more. @returns how many */
export async function deleteLapsedRequests(): Promise<number> {
  const rows = await query(
    `DELETE FROM access_request r
      WHERE greatest(r.created_at, r.decided_at) < now() - ${LAPSES} RETURNING 1`,
  );
  return rows.length;
}
