import { recordAudit } from '#lib/audit/record.ts';
import { deleteSecondFactor } from '#lib/db/second-factor.ts';
import { deleteUserSessions } from '#lib/db/sessions.ts';
import { transaction } from '#lib/db/transaction.ts';
import { lockUser } from '#lib/db/users.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Actor } from './actor.ts';
import { noUser } from './get-user.ts';
import { publishAccess } from './publish-access.ts';
import { requireSystem } from './require-system.ts';

/**
 * Takes away the second factor of somebody who lost phone and recovery codes. For administrators, but not for oneself: a session that was
 * left open must not be enough. @throws AppError DENIED, NOT_FOUND; CONFLICT for oneself, and who has none
 */
export async function resetSecondFactor(principal: Principal, name: string, actor: Actor): Promise<void> {
  requireSystem(principal, 'users.manage');
  if (principal.kind === 'user' && principal.name === name) {
    throw new AppError('CONFLICT', 'Turn off your own second factor on your account page, with a code.');
  }
  await transaction(async (tx) => {
    const user = await lockUser(tx, name);
    if (!user) throw noUser(name);
    if ((await deleteSecondFactor(tx, user.id)) === null) {
      throw new AppError('CONFLICT', `${name} has no second factor.`);
    }
    await deleteUserSessions(tx, user.id, null);
    await recordAudit(tx, { actor, action: 'user.second-factor-reset', target: name });
    await publishAccess(tx, '', actor);
  });
}
