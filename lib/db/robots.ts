import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

/** A `RobotGrant` of lib/policies. */
type Grant = { repositories: string; scopes: ('read' | 'write' | 'delete')[] };

export type RobotRow = {
  id: number;
  /** In full: `acme+ci`. */
  name: string;
  /** Null: of the system. */
  project: string | null;
  description: string;
  grants: Grant[];
  admin: boolean;
  disabled: boolean;
  createdBy: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  expired: boolean;
  lastUsedAt: Date | null;
  lastUsedFrom: string | null;
  /** That hold now, without those of exchanges; the newest first. */
  secrets: { hint: string; createdAt: string; expiresAt: string | null }[];
  /** How many issuers it trusts. */
  trusts: number;
};

const COLUMNS = `
  r.id, r.name, p.name AS project, r.description, r.grants, r.admin, r.disabled_at IS NOT NULL AS disabled,
  r.created_by AS "createdBy", r.created_at AS "createdAt", r.expires_at AS "expiresAt",
  r.expires_at <= now() IS TRUE AS expired, r.last_used_at AS "lastUsedAt", r.last_used_from AS "lastUsedFrom",
  (SELECT count(*)::int FROM robot_trust t WHERE t.robot_id = r.id) AS trusts,
  coalesce((SELECT json_agg(json_build_object('hint', s.hint, 'createdAt', s.created_at, 'expiresAt', s.expires_at)
                            ORDER BY s.created_at DESC, s.id DESC)
              FROM robot_secret s
             WHERE s.robot_id = r.id AND NOT s.exchanged AND (s.expires_at IS NULL OR s.expires_at > now())), '[]') AS secrets`;
const TABLES = 'robot r LEFT JOIN project p ON p.id = r.project_id';

/** Whose robots: a project's (its id), or the system's (null). */
export type RobotHome = number | null;

/** All robots of a project or of the system, by name; inside `tx`, where there is one. */
export async function readRobots(home: RobotHome, tx: Tx = { query }): Promise<RobotRow[]> {
  return tx.query<RobotRow>(
    `SELECT ${COLUMNS} FROM ${TABLES} WHERE r.project_id IS NOT DISTINCT FROM $1 ORDER BY r.name`,
    [home],
  );
}

/** The robot of that full name, when it is one of `home`. */
export async function readRobot(home: RobotHome, name: string, tx: Tx = { query }): Promise<RobotRow | null> {
  const [row] = await tx.query<RobotRow>(
    `SELECT ${COLUMNS} FROM ${TABLES} WHERE r.project_id IS NOT DISTINCT FROM $1 AND r.name = $2`,
    [home, name],
  );
  return row ?? null;
}

/** As `readRobot`, and nobody else changes the robot until `tx` ends. */
export async function lockRobot(tx: Tx, home: RobotHome, name: string): Promise<RobotRow | null> {
  await tx.query(`SELECT id FROM robot WHERE name = $1 FOR UPDATE`, [name]);
  return readRobot(home, name, tx);
}

/** Robots that end within some days or have just ended, of projects that the user owns or (`all`) of all and the system; the first first. */
export async function readExpiringRobots(
  asked: { userId: number; all: boolean },
  days: number,
  limit: number,
): Promise<{ name: string; project: string | null; expiresAt: Date; expired: boolean }[]> {
  return query(EXPIRING, [asked.userId, asked.all, days, limit]);
}

export type RobotValues = {
  description: string;
  grants: readonly Grant[];
  admin: boolean;
  expiresAt: Date | null;
};
export type NewRobot = RobotValues & { home: RobotHome; name: string; createdBy: string | null };

/** Fails on a unique constraint when there is a robot of that name. @returns its id */
export async function insertRobot(tx: Tx, robot: NewRobot): Promise<number> {
  const { home, name, description, grants, admin, expiresAt, createdBy } = robot;
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO robot (project_id, name, description, grants, admin, expires_at, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [home, name, description, JSON.stringify(grants), admin, expiresAt, createdBy],
  );
  return row!.id;
}

/** `raiseStamp` ends every token given out before. */
export async function updateRobotRow(
  tx: Tx,
  id: number,
  robot: RobotValues & { disabled: boolean },
  raiseStamp: boolean,
): Promise<void> {
  await tx.query(
    `UPDATE robot SET description = $2, grants = $3, admin = $4, expires_at = $5,
            disabled_at = CASE WHEN $6 THEN coalesce(disabled_at, now()) END, stamp = stamp + $7
      WHERE id = $1`,
    [
      id,
      robot.description,
      JSON.stringify(robot.grants),
      robot.admin,
      robot.expiresAt,
      robot.disabled,
      raiseStamp ? 1 : 0,
    ],
  );
}

/** Ends every token of the registry that was given out to the robot. */
export async function raiseRobotStamp(tx: Tx, id: number): Promise<void> {
  await tx.query(`UPDATE robot SET stamp = stamp + 1 WHERE id = $1`, [id]);
}

/** With its secrets, trusts, and the rules that are about it. */
export async function deleteRobotRow(tx: Tx, id: number): Promise<void> {
  await tx.query(`DELETE FROM robot WHERE id = $1`, [id]);
}

/** Of projects that the user owns, by themselves or by a group; all, for an administrator. One that ended long ago is not missed. */
const EXPIRING = `
  SELECT r.name, p.name AS project, r.expires_at AS "expiresAt", r.expires_at <= now() AS expired
    FROM ${TABLES}
   WHERE r.disabled_at IS NULL AND r.expires_at < now() + make_interval(days => $3) AND r.expires_at > now() - interval '30 days'
     AND ($2 OR r.project_id IN (
           SELECT m.project_id FROM membership m WHERE m.user_id = $1 AND m.role = 'owner'
           UNION SELECT g.project_id FROM group_membership g JOIN group_member gm ON gm.group_id = g.group_id
                  WHERE gm.user_id = $1 AND g.role = 'owner'))
   ORDER BY r.expires_at, r.name LIMIT $4`;
