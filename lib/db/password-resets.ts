import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

export type PasswordResetRow = { userId: number; name: string; email: string | null; expiresAt: Date };

/** In place of the user's earlier ones. `seconds`: how long it works. */
export async function insertPasswordReset(
  tx: Tx,
  reset: { hash: Buffer; userId: number; createdBy: string; seconds: number },
): Promise<Date> {
  await tx.query(`DELETE FROM password_reset WHERE user_id = $1`, [reset.userId]);
  const [row] = await tx.query<{ expiresAt: Date }>(
    `INSERT INTO password_reset (hash, user_id, created_by, expires_at)
          VALUES ($1, $2, $3, now() + make_interval(secs => $4)) RETURNING expires_at AS "expiresAt"`,
    [reset.hash, reset.userId, reset.createdBy, reset.seconds],
  );
  return row!.expiresAt;
}

/** Null when it was used, has ended, or never was; and while its user is disabled. */
export async function findPasswordReset(hash: Buffer): Promise<PasswordResetRow | null> {
  const rows = await query<PasswordResetRow>(
    `SELECT r.user_id AS "userId", u.name, u.email, r.expires_at AS "expiresAt"
       FROM password_reset r JOIN "user" u ON u.id = r.user_id
      WHERE r.hash = $1 AND r.expires_at > now() AND u.disabled_at IS NULL`,
    [hash],
  );
  return rows[0] ?? null;
}

/** Of several at once, one gets it. @returns whether it was there still */
export async function takePasswordReset(tx: Tx, hash: Buffer): Promise<boolean> {
  const rows = await tx.query(
    `DELETE FROM password_reset WHERE hash = $1 AND expires_at > now() RETURNING user_id`,
    [hash],
  );
  return rows.length > 0;
}

/** Deletes what no longer works. @returns how many */
export async function deleteExpiredResets(): Promise<number> {
  return (await query(`DELETE FROM password_reset WHERE expires_at <= now() RETURNING 1`)).length;
}
