import { randomUUID } from 'node:crypto';
import { insertSession, loadSessionUser, touchSession, type SessionLimits } from '#lib/db/sessions.ts';
import { readSignInSettings, type SignInSettings } from '#lib/db/sign-in-settings.ts';
import { logger } from '#lib/log/logger.ts';
import type { UserPrincipal } from './authenticate.ts';

/** No session lasts longer, whatever the administrators choose: the life of the cookie, which must not end before the session does. */
export const LONGEST_SESSION_SECONDS = 90 * 24 * 60 * 60;

const MAX_USER_AGENT_LENGTH = 300;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where a browser signed in from; for the list of one's sessions. */
export type SignInPlace = { address: string | null; userAgent: string | null };

/** Opens a session for who has just signed in; gives its id, the claim `sid` of the cookie. */
export async function openSession(user: UserPrincipal, place: SignInPlace): Promise<string> {
  const id = randomUUID();
  const userAgent = place.userAgent?.slice(0, MAX_USER_AGENT_LENGTH) ?? null;
  const limits = sessionLimits(await readSignInSettings());
  await insertSession({ id, userId: user.id, stamp: user.stamp, address: place.address, userAgent }, limits);
  return id;
}

/**
 * Who a session belongs to, asked anew for every request; null when it has ended, was revoked, or the user was disabled or
 * changed since (stamp). Using it moves its end.
 */
export async function sessionPrincipal(sid: string): Promise<UserPrincipal | null> {
  if (!isSessionId(sid)) return null;
  const user = await loadSessionUser(sid);
  if (!user) return null;
  if (user.touchDue) {
    noteUse(sid).catch((err: unknown) => logger('auth').warn({ err }, 'The use of a session was not noted'));
  }
  return { kind: 'user', id: user.id, name: user.name, admin: user.admin, stamp: user.stamp };
}

/** Postgres would refuse anything else. */
export function isSessionId(sid: string): boolean {
  return UUID.test(sid);
}

/** The lifetimes that the administrators chose, in seconds. */
export function sessionLimits({ sessionIdleMinutes, sessionMaxHours }: SignInSettings): SessionLimits {
  return { idle: sessionIdleMinutes * 60, max: Math.min(sessionMaxHours * 3600, LONGEST_SESSION_SECONDS) };
}

async function noteUse(sid: string): Promise<void> {
  await touchSession(sid, sessionLimits(await readSignInSettings()));
}
