import type { Tx } from './transaction.ts';

/** `expiresAt`: an SQL interval from now is given as seconds; null: never. */
export type NewRobotSecret = {
  robotId: number;
  hash: Buffer;
  hint: string;
  exchanged: boolean;
  lifetimeSeconds: number | null;
};

/** @returns when it ends; null: never */
export async function insertRobotSecret(tx: Tx, secret: NewRobotSecret): Promise<Date | null> {
  const [row] = await tx.query<{ expiresAt: Date | null }>(
    `INSERT INTO robot_secret (robot_id, hash, hint, exchanged, expires_at)
     VALUES ($1, $2, $3, $4, CASE WHEN $5::int IS NOT NULL THEN now() + make_interval(secs => $5::int) END)
     RETURNING expires_at AS "expiresAt"`,
    [secret.robotId, secret.hash, secret.hint, secret.exchanged, secret.lifetimeSeconds],
  );
  return row!.expiresAt;
}

/** Secrets that hold now and were made by people, or (`exchanged`) got by exchanges. */
export async function countRobotSecrets(tx: Tx, robotId: number, exchanged: boolean): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM robot_secret
      WHERE robot_id = $1 AND exchanged = $2 AND (expires_at IS NULL OR expires_at > now())`,
    [robotId, exchanged],
  );
  return row!.count;
}

/** Has the secrets that people made end after so many seconds, unless they do before. */
export async function endRobotSecretsAfter(tx: Tx, robotId: number, seconds: number): Promise<void> {
  await tx.query(
    `UPDATE robot_secret SET expires_at = least(expires_at, now() + make_interval(secs => $2))
      WHERE robot_id = $1 AND NOT exchanged`,
    [robotId, seconds],
  );
}

/** All of them, those of exchanges too. */
export async function deleteRobotSecrets(tx: Tx, robotId: number): Promise<void> {
  await tx.query(`DELETE FROM robot_secret WHERE robot_id = $1`, [robotId]);
}

/** Those that were got by exchanges. */
export async function deleteExchangedSecrets(tx: Tx, robotId: number): Promise<void> {
  await tx.query(`DELETE FROM robot_secret WHERE robot_id = $1 AND exchanged`, [robotId]);
}
