import { recordAudit } from '#lib/audit/record.ts';
import { deleteUserSessions, listUserSessions } from '#lib/db/sessions.ts';
import { transaction } from '#lib/db/transaction.ts';
import { findUser, lockUser, raiseStamp } from '#lib/db/users.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { UserSession } from '#lib/schemas/sign-in.ts';
import type { Actor } from './actor.ts';
import { noUser } from './get-user.ts';
import { publishAccess } from './publish-access.ts';
import { requireSystem } from './require-system.ts';

/** Where a user is signed in. For administrators. @throws AppError DENIED, NOT_FOUND */
export async function listSessionsOf(principal: Principal, name: string): Promise<{ items: UserSession[] }> {
  requireSystem(principal, 'users.manage');
  const user = await findUser(name);
  if (!user) throw noUser(name);
  const rows = await listUserSessions(user.id);
  const items = rows.map((row) => ({
    id: row.id,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    address: row.address,
    userAgent: row.userAgent,
  }));
  return { items };
}

/**
 * Signs a user out everywhere: every session ends, and every token that docker was given for the password. For administrators.
 * @throws AppError DENIED, NOT_FOUND
 */
export async function endSessionsOf(principal: Principal, name: string, actor: Actor): Promise<void> {
  requireSystem(principal, 'users.manage');
  await transaction(async (tx) => {
    const user = await lockUser(tx, name);
    if (!user) throw noUser(name);
    await raiseStamp(tx, user.id);
    await deleteUserSessions(tx, user.id, null);
    await recordAudit(tx, { actor, action: 'user.signed-out', target: name });
    await publishAccess(tx, '', actor);
  });
}
