import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import { deleteUserSessions } from '#lib/db/sessions.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import {
  isLastWayIn,
  lockActiveAdmins,
  lockUser,
  updateUserRow,
  type ActiveAdmin,
  type UserChange,
  type UserRow,
} from '#lib/db/users.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { updateUserInput, User } from '#lib/schemas/users.ts';
import type { Actor } from './actor.ts';
import { noUser } from './get-user.ts';
import { emailTaken } from './insert-account.ts';
import { presentUser } from './present-user.ts';
import { publishAccess } from './publish-access.ts';
import { requireSystem } from './require-system.ts';

/**
 * Changes an account: address, administrator or not, disabled or not. For administrators. Who is disabled loses every
 * session and token at once; who becomes or stops being an administrator signs in anew.
 * @throws AppError DENIED, NOT_FOUND, CONFLICT for a taken address and for the last administrator
 */
export async function updateUser(
  principal: Principal,
  name: string,
  input: z.output<typeof updateUserInput>,
  actor: Actor,
): Promise<User> {
  requireSystem(principal, 'users.manage');
  return await transaction(async (tx) => {
    const admins = await lockActiveAdmins(tx);
    const user = await lockUser(tx, name);
    if (!user) throw noUser(name);
    const change = changeOf(user, input);
    keepLastAdmin(admins, user, change);
    return presentUser(await apply(tx, user, change, actor));
  });
}

function changeOf(user: UserRow, input: z.output<typeof updateUserInput>): UserChange {
  return {
    email: input.email === undefined ? user.email : input.email,
    admin: input.admin ?? user.admin,
    disabled: input.disabled ?? user.disabled,
  };
}

function keepLastAdmin(admins: ActiveAdmin[], user: UserRow, change: UserChange): void {
  if ((change.admin && !change.disabled) || !isLastWayIn(admins, user.id)) return;
  const sentence =
    admins.length === 1
      ? `${user.name} is the only administrator left. Make someone else one first.`
      : `${user.name} is the only administrator with a password. Give another administrator one first: they are who can get in when single sign-on does not work.`;
  throw new AppError('CONFLICT', sentence);
}

async function apply(tx: Tx, user: UserRow, change: UserChange, actor: Actor): Promise<UserRow> {
  const detail = differences(user, change);
  if (Object.keys(detail).length === 0) return user;
  const accessChanges = change.admin !== user.admin || change.disabled !== user.disabled;
  const changed = await updateUserRow(tx, user.id, change, accessChanges).catch(emailTaken);
  if (accessChanges) {
    await deleteUserSessions(tx, user.id, null);
    await publishAccess(tx, '', actor);
  }
  await recordAudit(tx, { actor, action: 'user.updated', target: user.name, detail });
  return changed;
}

/** The new values of what changes; of the address only that it does, since the audit log outlives it. */
function differences(user: UserRow, change: UserChange): Record<string, unknown> {
  return {
    ...(change.admin !== user.admin && { admin: change.admin }),
    ...(change.disabled !== user.disabled && { disabled: change.disabled }),
    ...(change.email !== user.email && { email: 'changed' }),
  };
}
