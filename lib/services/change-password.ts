import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import { checkPassword, type UserPrincipal } from '#lib/auth/authenticate.ts';
import { hashPassword } from '#lib/auth/password.ts';
import { refuseWeakPassword } from '#lib/auth/password-rules.ts';
import { deleteUserSessions, restampSession } from '#lib/db/sessions.ts';
import { transaction } from '#lib/db/transaction.ts';
import { setPasswordHash } from '#lib/db/users.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { changePasswordInput } from '#lib/schemas/users.ts';
import type { Actor } from './actor.ts';

/**
 * A new password for oneself. Every session and token given out before ends, but for the session it is done in.
 * @throws AppError REQUEST_INVALID for a wrong current password or a weak new one, TOOMANYREQUESTS after too many, CONFLICT when the
 *   account was changed meanwhile
 */
export async function changePassword(
  principal: UserPrincipal,
  input: z.output<typeof changePasswordInput>,
  context: { actor: Actor; sessionId: string | null },
): Promise<void> {
  const { actor, sessionId } = context;
  const checked = await checkPassword(principal.name, input.current, actor.address);
  if (!checked) throw wrongCurrent();
  const proven = checked.principal;
  await refuseWeakPassword(input.password, { username: proven.name });
  const passwordHash = await hashPassword(input.password);
  await transaction(async (tx) => {
    const stamp = await setPasswordHash(tx, proven.id, passwordHash, proven.stamp);
    if (stamp === null)
      throw new AppError('CONFLICT', 'Your account was changed meanwhile. Sign in and try again.');
    await deleteUserSessions(tx, proven.id, sessionId);
    if (sessionId !== null) await restampSession(tx, sessionId, proven.id, stamp);
    await recordAudit(tx, { actor, action: 'user.password-changed', target: proven.name });
  });
}

function wrongCurrent(): AppError {
  return new AppError('REQUEST_INVALID', 'The current password is wrong.', {
    detail: { fields: { current: 'This is not your current password.' } },
  });
}
