import { recordAudit } from '#lib/audit/record.ts';
import type { UserPrincipal } from '#lib/auth/authenticate.ts';
import { deleteUserSession, deleteUserSessions, listUserSessions } from '#lib/db/sessions.ts';
import { transaction } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Session } from '#lib/schemas/users.ts';
import type { Actor } from './actor.ts';

/** Where one is signed in. `sessionId`: the session that asks, if it is one. */
export async function listMySessions(
  principal: UserPrincipal,
  sessionId: string | null,
): Promise<{ items: Session[] }> {
  const rows = await listUserSessions(principal.id);
  const items = rows.map((row) => ({
    id: row.id,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    address: row.address,
    userAgent: row.userAgent,
    current: row.id === sessionId,
  }));
  return { items };
}

/** Ends one of one's own sessions. @throws AppError NOT_FOUND for one that is not there, or someone else's */
export async function endMySession(principal: UserPrincipal, id: string, actor: Actor): Promise<void> {
  await transaction(async (tx) => {
    const ended = await deleteUserSession(tx, principal.id, id);
    if (!ended) throw new AppError('NOT_FOUND', 'You have no such session: it may have ended already.');
    await recordAudit(tx, { actor, action: 'user.session-ended', target: principal.name });
  });
}

/** Ends all of one's sessions but the one that asks. */
export async function endMyOtherSessions(
  principal: UserPrincipal,
  sessionId: string | null,
  actor: Actor,
): Promise<void> {
  await transaction(async (tx) => {
    await deleteUserSessions(tx, principal.id, sessionId);
    await recordAudit(tx, { actor, action: 'user.sessions-ended', target: principal.name });
  });
}
