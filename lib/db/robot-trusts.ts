import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

/** An issuer of OpenID Connect whose tokens may be exchanged for one of the robot's. `claims`: name to pattern. */
export type RobotTrustRow = {
  id: number;
  issuer: string;
  audience: string;
  claims: Record<string, string>;
  createdAt: Date;
};

const COLUMNS = 't.id, t.issuer, t.audience, t.claims, t.created_at AS "createdAt"';

/** The trusts of a robot, the oldest first; inside `tx`, where there is one. */
export async function readRobotTrusts(robotId: number, tx: Tx = { query }): Promise<RobotTrustRow[]> {
  return tx.query<RobotTrustRow>(`SELECT ${COLUMNS} FROM robot_trust t WHERE t.robot_id = $1 ORDER BY t.id`, [
    robotId,
  ]);
}

export async function insertRobotTrust(
  tx: Tx,
  robotId: number,
  trust: { issuer: string; audience: string; claims: Record<string, string> },
): Promise<RobotTrustRow> {
  const [row] = await tx.query<RobotTrustRow>(
    `INSERT INTO robot_trust AS t (robot_id, issuer, audience, claims) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`,
    [robotId, trust.issuer, trust.audience, JSON.stringify(trust.claims)],
  );
  return row!;
}

/** @returns what it was; null: the robot has no trust of that id */
export async function deleteRobotTrust(tx: Tx, robotId: number, id: number): Promise<RobotTrustRow | null> {
  const [row] = await tx.query<RobotTrustRow>(
    `DELETE FROM robot_trust AS t WHERE t.robot_id = $1 AND t.id = $2 RETURNING ${COLUMNS}`,
    [robotId, id],
  );
  return row ?? null;
}

/** Whether any robot that may sign in trusts the issuer. */
export async function isTrustedIssuer(issuer: string): Promise<boolean> {
  const [row] = await query<{ found: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM robot_trust t JOIN robot r ON r.id = t.robot_id
                     WHERE t.issuer = $1 AND r.disabled_at IS NULL) AS found`,
    [issuer],
  );
  return row!.found;
}

/** A robot that may sign in, locked, with what it trusts of an issuer; null: there is none of that name. */
export async function lockRobotWithTrusts(
  tx: Tx,
  name: string,
  issuer: string,
): Promise<{
  id: number;
  project: string | null;
  secondsLeft: number | null;
  trusts: RobotTrustRow[];
} | null> {
  const [robot] = await tx.query<{ id: number; project: string | null; secondsLeft: number | null }>(
    `SELECT r.id, (SELECT name FROM project WHERE id = r.project_id) AS project,
            floor(extract(epoch FROM r.expires_at - now()))::int AS "secondsLeft"
       FROM robot r WHERE r.name = $1 AND r.disabled_at IS NULL AND (r.expires_at IS NULL OR r.expires_at > now()) FOR UPDATE`,
    [name],
  );
  if (!robot) return null;
  const trusts = await tx.query<RobotTrustRow>(
    `SELECT ${COLUMNS} FROM robot_trust t WHERE t.robot_id = $1 AND t.issuer = $2 ORDER BY t.id`,
    [robot.id, issuer],
  );
  return { ...robot, trusts };
}
