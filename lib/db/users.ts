import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

export type UserRow = {
  id: number;
  name: string;
  email: string | null;
  admin: boolean;
  disabled: boolean;
  createdAt: Date;
  lastActiveAt: Date | null;
};

/** The columns of a `UserRow`, of `"user" u`. */
export const USER_COLUMNS = `
  u.id, u.name, u.email, u.admin, u.disabled_at IS NOT NULL AS disabled, u.created_at AS "createdAt",
  u.last_active_at AS "lastActiveAt"`;

/** Without `passwordHash`: one who signs in by a provider. */
export type NewUser = { name: string; email: string | null; passwordHash: string | null; admin: boolean };

/** Its name must have been claimed in `tx`. Fails on a unique constraint when the e-mail address is taken. */
export async function insertUser(tx: Tx, { name, email, passwordHash, admin }: NewUser): Promise<UserRow> {
  const [row] = await tx.query<UserRow>(
    `INSERT INTO "user" AS u (name, email, password_hash, admin) VALUES ($1, $2, $3, $4) RETURNING ${USER_COLUMNS}`,
    [name, email, passwordHash, admin],
  );
  return row!;
}

export async function findUser(name: string): Promise<UserRow | null> {
  const rows = await query<UserRow>(`SELECT ${USER_COLUMNS} FROM "user" u WHERE u.name = $1`, [name]);
  return rows[0] ?? null;
}

/** The user, kept from changing until `tx` ends. */
export async function lockUser(tx: Tx, name: string): Promise<UserRow | null> {
  const rows = await tx.query<UserRow>(
    `SELECT ${USER_COLUMNS} FROM "user" u WHERE u.name = $1 FOR NO KEY UPDATE`,
    [name],
  );
  return rows[0] ?? null;
}

/** `local`: with a password of ours, so that no provider of sign-in is needed to get in. */
export type ActiveAdmin = { id: number; local: boolean };

/** The administrators who can sign in, none of whom changes until `tx` ends. */
export async function lockActiveAdmins(tx: Tx): Promise<ActiveAdmin[]> {
  return await tx.query<ActiveAdmin>(
    `SELECT id, password_hash IS NOT NULL AS local FROM "user" WHERE admin AND disabled_at IS NULL
      ORDER BY id FOR NO KEY UPDATE`,
  );
}

/** Whether this user is the last administrator, or the last who can get in when no provider of sign-in answers. */
export function isLastWayIn(admins: readonly ActiveAdmin[], userId: number): boolean {
  const own = admins.find(({ id }) => id === userId);
  const others = admins.filter(({ id }) => id !== userId);
  return own !== undefined && (others.length === 0 || (own.local && !others.some(({ local }) => local)));
}

/** True when someone can administer. */
export async function hasActiveAdmin(tx: Tx | null = null): Promise<boolean> {
  const text = `SELECT EXISTS (SELECT 1 FROM "user" WHERE admin AND disabled_at IS NULL) AS found`;
  const rows = await (tx ? tx.query<{ found: boolean }>(text) : query<{ found: boolean }>(text));
  return rows[0]?.found === true;
}

export type UserChange = { email: string | null; admin: boolean; disabled: boolean };

/** `raiseStamp` ends every session and token given out before. */
export async function updateUserRow(
  tx: Tx,
  id: number,
  change: UserChange,
  raiseStamp: boolean,
): Promise<UserRow> {
  const [row] = await tx.query<UserRow>(
    `UPDATE "user" u
        SET email = $2, admin = $3, disabled_at = CASE WHEN $4 THEN coalesce(disabled_at, now()) END, stamp = stamp + $5
      WHERE id = $1 RETURNING ${USER_COLUMNS}`,
    [id, change.email, change.admin, change.disabled, raiseStamp ? 1 : 0],
  );
  return row!;
}

/**
 * Sets a password and raises the stamp, which it gives back. With `expectedStamp`: only while the stamp is that one,
 * else null.
 */
export async function setPasswordHash(
  tx: Tx,
  id: number,
  passwordHash: string,
  expectedStamp: number | null = null,
): Promise<number | null> {
  const rows = await tx.query<{ stamp: number }>(
    `UPDATE "user" SET password_hash = $2, stamp = stamp + 1
      WHERE id = $1 AND ($3::int IS NULL OR stamp = $3) RETURNING stamp`,
    [id, passwordHash, expectedStamp],
  );
  return rows[0]?.stamp ?? null;
}

/** Ends what was given to a user before; the new stamp. */
export async function raiseStamp(tx: Tx, id: number): Promise<number> {
  const [row] = await tx.query<{ stamp: number }>(
    `UPDATE "user" SET stamp = stamp + 1 WHERE id = $1 RETURNING stamp`,
    [id],
  );
  return row!.stamp;
}
