import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import { hashLinkToken, newLinkToken } from '#lib/auth/link-token.ts';
import { hashPassword } from '#lib/auth/password.ts';
import { refuseWeakPassword } from '#lib/auth/password-rules.ts';
import { findPasswordReset, insertPasswordReset, takePasswordReset } from '#lib/db/password-resets.ts';
import { deleteUserSessions } from '#lib/db/sessions.ts';
import { transaction } from '#lib/db/transaction.ts';
import { lockUser, setPasswordHash } from '#lib/db/users.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { PasswordReset, PasswordResetLink, spendResetInput } from '#lib/schemas/sign-in.ts';
import type { Actor } from './actor.ts';
import { noUser } from './get-user.ts';
import { publishAccess } from './publish-access.ts';
import { requireSystem } from './require-system.ts';

/** A link is handed over by hand; a day is enough for that. */
const LIFETIME_SECONDS = 24 * 60 * 60;

/**
 * A link with which a user sets a new password, once and within a day; it replaces the one before. The token stands behind the `#`, which
 * browsers send to no server. For administrators. @throws AppError DENIED, NOT_FOUND; CONFLICT for oneself and for the disabled
 */
export async function makePasswordReset(
  principal: Principal,
  input: { name: string; origin: string },
  actor: Actor,
): Promise<PasswordResetLink> {
  requireSystem(principal, 'users.manage');
  const { name } = input;
  if (principal.kind === 'user' && principal.name === name) {
    throw new AppError('CONFLICT', 'Change your own password on your account page.');
  }
  const { token, hash } = newLinkToken();
  const expiresAt = await transaction(async (tx) => {
    const user = await lockUser(tx, name);
    if (!user) throw noUser(name);
    if (user.disabled) throw new AppError('CONFLICT', `${name} is disabled. Enable the account first.`);
    const createdBy = actor.name ?? '';
    const expires = await insertPasswordReset(tx, {
      hash,
      userId: user.id,
      createdBy,
      seconds: LIFETIME_SECONDS,
    });
    await recordAudit(tx, { actor, action: 'user.password-reset-link-made', target: name });
    return expires;
  });
  return { url: `${input.origin}/reset#${token}`, expiresAt: expiresAt.toISOString() };
}

/** Whose password the link sets. @throws AppError NOT_FOUND for one that was used, has ended, or never was: all look the same */
export async function checkPasswordReset(token: string): Promise<PasswordReset> {
  const reset = await findPasswordReset(hashLinkToken(token));
  if (!reset) throw endedLink();
  return { username: reset.name, expiresAt: reset.expiresAt.toISOString() };
}

/**
 * Sets the password that the link is for, and uses it up. Every session and token of the user ends; the second factor stays.
 * @throws AppError NOT_FOUND as above, REQUEST_INVALID for a weak password
 */
export async function spendPasswordReset(
  input: z.output<typeof spendResetInput>,
  actor: Actor,
): Promise<void> {
  const hash = hashLinkToken(input.token);
  // Before anything costly.
  const reset = await findPasswordReset(hash);
  if (!reset) throw endedLink();
  await refuseWeakPassword(input.password, { username: reset.name, email: reset.email });
  const passwordHash = await hashPassword(input.password);
  await transaction(async (tx) => {
    const user = await lockUser(tx, reset.name);
    if (!user || user.disabled || !(await takePasswordReset(tx, hash))) throw endedLink();
    await setPasswordHash(tx, user.id, passwordHash);
    await deleteUserSessions(tx, user.id, null);
    await recordAudit(tx, {
      actor: { ...actor, name: user.name },
      action: 'user.password-reset-link-used',
      target: user.name,
    });
    await publishAccess(tx, '', actor);
  });
}

function endedLink(): AppError {
  return new AppError(
    'NOT_FOUND',
    'This link does not work any more: it was used, or a day has passed. Ask an administrator for another.',
  );
}
