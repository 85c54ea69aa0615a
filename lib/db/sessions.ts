import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

/** The user of a session that still holds, and whether it is time to note that it was used. */
export type SessionUser = { id: number; name: string; admin: boolean; stamp: number; touchDue: boolean };

/** Lengths of time in seconds. */
export type SessionLimits = { idle: number; max: number };

export type SessionRow = {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  address: string | null;
  userAgent: string | null;
};

export type NewSession = {
  id: string;
  userId: number;
  /** The stamp that the sign-in was decided with: a change since then voids the session from the start. */
  stamp: number;
  address: string | null;
  userAgent: string | null;
};

/** Opens a session and forgets the user's ended ones. */
export async function insertSession(session: NewSession, limits: SessionLimits): Promise<void> {
  await query(`DELETE FROM session WHERE user_id = $1 AND expires_at <= now()`, [session.userId]);
  const { id, userId, stamp, address, userAgent } = session;
  await query(
    `INSERT INTO session (id, user_id, stamp, expires_at, address, user_agent)
          VALUES ($1, $2, $3, now() + make_interval(secs => $4), $5, $6)`,
    [id, userId, stamp, Math.min(limits.idle, limits.max), address, userAgent],
  );
}

/** Null unless the session is there, has not ended, its stamp is the user's, and the user is not disabled. */
export async function loadSessionUser(id: string): Promise<SessionUser | null> {
  const rows = await query<SessionUser>(LOAD, [id], 'session-user');
  return rows[0] ?? null;
}

/** Notes that the session and its user were here, and moves the session's end. */
export async function touchSession(id: string, { idle, max }: SessionLimits): Promise<void> {
  await query(TOUCH, [id, idle, max], 'touch-session');
}

/** Ends a session that still holds. @returns whose it was; null: nobody's */
export async function endSession(tx: Tx, id: string): Promise<string | null> {
  const rows = await tx.query<{ name: string }>(
    `DELETE FROM session s USING "user" u
      WHERE s.id = $1 AND u.id = s.user_id AND s.expires_at > now() RETURNING u.name`,
    [id],
  );
  return rows[0]?.name ?? null;
}

/** One of the user's own sessions; false when it is not theirs or not there. */
export async function deleteUserSession(tx: Tx, userId: number, id: string): Promise<boolean> {
  const rows = await tx.query<{ id: string }>(
    `DELETE FROM session WHERE user_id = $1 AND id = $2 RETURNING id`,
    [userId, id],
  );
  return rows.length > 0;
}

/** All of the user's sessions but `kept` (null: all). */
export async function deleteUserSessions(tx: Tx | null, userId: number, kept: string | null): Promise<void> {
  const text = `DELETE FROM session WHERE user_id = $1 AND ($2::uuid IS NULL OR id <> $2::uuid)`;
  await (tx ? tx.query(text, [userId, kept]) : query(text, [userId, kept]));
}

/** Lets one session live on past a change of the user's stamp. */
export async function restampSession(tx: Tx, id: string, userId: number, stamp: number): Promise<void> {
  await tx.query(`UPDATE session SET stamp = $3 WHERE id = $1 AND user_id = $2`, [id, userId, stamp]);
}

/** The user's sessions that still hold, the one used last first. Bounded: nobody signs in from more places. */
export async function listUserSessions(userId: number): Promise<SessionRow[]> {
  return await query<SessionRow>(
    `SELECT s.id, s.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt", s.address, s.user_agent AS "userAgent"
       FROM session s JOIN "user" u ON u.id = s.user_id AND u.stamp = s.stamp
      WHERE s.user_id = $1 AND s.expires_at > now()
      ORDER BY s.last_seen_at DESC, s.id LIMIT 200`,
    [userId],
  );
}

const LOAD = `
  SELECT u.id, u.name, u.admin, u.stamp, s.last_seen_at < now() - interval '1 minute' AS "touchDue"
    FROM session s JOIN "user" u ON u.id = s.user_id
   WHERE s.id = $1 AND s.expires_at > now() AND s.stamp = u.stamp AND u.disabled_at IS NULL`;

const TOUCH = `
  WITH seen AS (
    UPDATE session
       SET last_seen_at = now(),
           expires_at = least(now() + make_interval(secs => $2), created_at + make_interval(secs => $3))
     WHERE id = $1 AND last_seen_at < now() - interval '1 minute' RETURNING user_id)
  UPDATE "user" SET last_active_at = now() WHERE id IN (SELECT user_id FROM seen)`;

/** Lets sessions that are there end no later than `limits` allow. Longer ones hold from a session's next use on. */
export async function shortenSessions(tx: Tx, { idle, max }: SessionLimits): Promise<void> {
  await tx.query(
    `UPDATE session
        SET expires_at = least(expires_at, last_seen_at + make_interval(secs => $1), created_at + make_interval(secs => $2))
      WHERE expires_at > least(last_seen_at + make_interval(secs => $1), created_at + make_interval(secs => $2))`,
    [idle, max],
  );
}

/** Forgets sessions that have ended. @returns how many */
export async function deleteExpiredSessions(): Promise<number> {
  const rows = await query(`DELETE FROM session WHERE expires_at <= now() RETURNING 1`);
  return rows.length;
}
