import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

/** A user's second factor, set up or about to be. */
export type SecondFactorRow = {
  /** Sealed; null when there is none. */
  secret: Buffer | null;
  /** Null until the first code showed that the user's app has the secret. */
  confirmedAt: Date | null;
  /** The time step of the last code that was taken. */
  lastStep: number | null;
  /** Recovery codes that were not used yet. */
  codesLeft: number;
  stamp: number;
  disabled: boolean;
  /** Of ours, or in a directory; who has none signs in by a provider, which looks after the second factor. */
  hasPassword: boolean;
};

export async function readSecondFactor(userId: number): Promise<SecondFactorRow | null> {
  const rows = await query<SecondFactorRow>(READ, [userId]);
  return rows[0] ?? null;
}

/** The same, kept from changing until `tx` ends: no code is taken twice. */
export async function lockSecondFactor(tx: Tx, userId: number): Promise<SecondFactorRow | null> {
  await tx.query(`SELECT id FROM "user" WHERE id = $1 FOR NO KEY UPDATE`, [userId]);
  const rows = await tx.query<SecondFactorRow>(READ, [userId]);
  return rows[0] ?? null;
}

/** A secret that counts once it is confirmed, in place of one that was not. @returns whether there was no confirmed one */
export async function startSecondFactor(tx: Tx, userId: number, secret: Buffer): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE "user" SET totp_secret = $2, totp_last_step = NULL WHERE id = $1 AND totp_confirmed_at IS NULL RETURNING id`,
    [userId, secret],
  );
  return rows.length > 0;
}

/** From here on it counts, and what was given out for the password alone ends. @returns the raised stamp */
export async function confirmSecondFactor(tx: Tx, userId: number, step: number): Promise<number> {
  const [row] = await tx.query<{ stamp: number }>(
    `UPDATE "user" SET totp_confirmed_at = now(), totp_last_step = $2, stamp = stamp + 1 WHERE id = $1 RETURNING stamp`,
    [userId, step],
  );
  return row!.stamp;
}

/** Takes the code of a time step. @returns false when one of that step, or of a later one, was taken before */
export async function takeStep(tx: Tx, userId: number, step: number): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE "user" SET totp_last_step = $2
      WHERE id = $1 AND totp_confirmed_at IS NOT NULL AND (totp_last_step IS NULL OR totp_last_step < $2) RETURNING id`,
    [userId, step],
  );
  return rows.length > 0;
}

/** All codes that were given out before stop working. */
export async function replaceRecoveryCodes(tx: Tx, userId: number, hashes: readonly Buffer[]): Promise<void> {
  await tx.query(`DELETE FROM recovery_code WHERE user_id = $1`, [userId]);
  await tx.query(`INSERT INTO recovery_code (user_id, hash) SELECT $1, unnest($2::bytea[])`, [
    userId,
    hashes,
  ]);
}

/** @returns false when there is no such code, or it was used before */
export async function takeRecoveryCode(tx: Tx, userId: number, hash: Buffer): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE recovery_code SET used_at = now() WHERE user_id = $1 AND hash = $2 AND used_at IS NULL RETURNING user_id`,
    [userId, hash],
  );
  return rows.length > 0;
}

/** Raises the stamp: sessions that two factors opened end, too. @returns the raised stamp; null when there was none to take away */
export async function deleteSecondFactor(tx: Tx, userId: number): Promise<number | null> {
  await tx.query(`DELETE FROM recovery_code WHERE user_id = $1`, [userId]);
  const [row] = await tx.query<{ stamp: number }>(
    `UPDATE "user" SET totp_secret = NULL, totp_confirmed_at = NULL, totp_last_step = NULL, stamp = stamp + 1
      WHERE id = $1 AND totp_confirmed_at IS NOT NULL RETURNING stamp`,
    [userId],
  );
  return row?.stamp ?? null;
}

/** Everyone without one signs in anew, but `keptId`. */
export async function endSignInsWithoutSecondFactor(tx: Tx, keptId: number): Promise<void> {
  await tx.query(`UPDATE "user" SET stamp = stamp + 1 WHERE totp_confirmed_at IS NULL AND id <> $1`, [
    keptId,
  ]);
}

/** The key of the directory that the environment names is its kind. */
const HAS_PASSWORD = `(
  u.password_hash IS NOT NULL
  OR EXISTS (SELECT 1 FROM identity i LEFT JOIN sign_in_provider p ON p.key = i.provider
              WHERE i.user_id = u.id AND coalesce(p.kind::text, i.provider) = 'ldap'))`;

const READ = `
  SELECT totp_secret AS secret, totp_confirmed_at AS "confirmedAt", totp_last_step AS "lastStep", stamp,
         disabled_at IS NOT NULL AS disabled, ${HAS_PASSWORD} AS "hasPassword",
         (SELECT count(*) FROM recovery_code c WHERE c.user_id = u.id AND c.used_at IS NULL) AS "codesLeft"
    FROM "user" u WHERE id = $1`;
