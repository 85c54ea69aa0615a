import { randomInt } from 'node:crypto';
import { recordAudit } from '#lib/audit/record.ts';
import { hashPassword } from '#lib/auth/password.ts';
import { refuseWeakPassword } from '#lib/auth/password-rules.ts';
import { deleteSecondFactor } from '#lib/db/second-factor.ts';
import { deleteUserSessions } from '#lib/db/sessions.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import { findUser, lockUser, setPasswordHash } from '#lib/db/users.ts';
import type { Principal } from '#lib/policies/can.ts';
import { SYSTEM_ACTOR, type Actor } from './actor.ts';
import { noUser } from './get-user.ts';
import { publishAccess } from './publish-access.ts';
import { requireSystem } from './require-system.ts';

/**
 * Gives a user the password that an administrator chose. Every session and token of theirs ends.
 * @throws AppError DENIED, NOT_FOUND, REQUEST_INVALID for a weak password
 */
export async function setUserPassword(
  principal: Principal,
  name: string,
  password: string,
  actor: Actor,
): Promise<void> {
  requireSystem(principal, 'users.manage');
  const user = await findUser(name);
  if (!user) throw noUser(name);
  await refuseWeakPassword(password, { username: name, email: user.email });
  await store(name, password, actor);
}

/**
 * For `lighter admin reset-password`, by whoever rules the machine: gives the user a new random password, and that back. A second factor is
 * taken away: there may be no other administrator who could do that.
 * @throws AppError NOT_FOUND
 */
export async function resetPassword(name: string): Promise<string> {
  if (!(await findUser(name))) throw noUser(name);
  const password = randomPassword();
  await store(name, password, SYSTEM_ACTOR, deleteSecondFactor);
  return password;
}

async function store(
  name: string,
  password: string,
  actor: Actor,
  also?: (tx: Tx, userId: number) => Promise<unknown>,
): Promise<void> {
  const passwordHash = await hashPassword(password);
  await transaction(async (tx) => {
    const user = await lockUser(tx, name);
    if (!user) throw noUser(name);
    await setPasswordHash(tx, user.id, passwordHash);
    await also?.(tx, user.id);
    await deleteUserSessions(tx, user.id, null);
    await recordAudit(tx, { actor, action: 'user.password-reset', target: name });
    await publishAccess(tx, '', actor);
  });
}

/** Without letters and digits that look alike: it is read from a terminal. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
/** 20 of 31 characters are 99 bits. */
const RANDOM_LENGTH = 20;

function randomPassword(): string {
  return Array.from({ length: RANDOM_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
