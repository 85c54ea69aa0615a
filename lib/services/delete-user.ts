import { recordAudit } from '#lib/audit/record.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import {
  deleteUserRow,
  isLastWayIn,
  lockActiveAdmins,
  lockOwnedAlone,
  lockUser,
  type UserRow,
} from '#lib/db/users.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Actor } from './actor.ts';
import { noUser } from './get-user.ts';
import { publishAccess } from './publish-access.ts';
import { requireSystem } from './require-system.ts';

/** Enough names to know where to begin. */
const MAX_NAMED = 5;

/**
 * Deletes an account for good, with its sessions, tokens and memberships; what was pushed stays, and the name stays taken. For
 * administrators.
 * @throws AppError DENIED, NOT_FOUND; CONFLICT for oneself, the last administrator, and who owns projects that nobody else does
 */
export async function deleteUser(principal: Principal, name: string, actor: Actor): Promise<void> {
  requireSystem(principal, 'users.manage');
  if (principal.kind === 'user' && principal.name === name) {
    throw new AppError('CONFLICT', 'You can not delete yourself. Ask another administrator.');
  }
  await transaction(async (tx) => {
    const admins = await lockActiveAdmins(tx);
    const user = await lockUser(tx, name);
    if (!user) throw noUser(name);
    if (isLastWayIn(admins, user.id)) {
      throw new AppError('CONFLICT', `${name} is the only administrator left. Make someone else one first.`);
    }
    await refuseOwner(tx, user);
    await deleteUserRow(tx, user.id);
    await recordAudit(tx, { actor, action: 'user.deleted', target: name, detail: { admin: user.admin } });
    await publishAccess(tx, '', actor);
  });
}

async function refuseOwner(tx: Tx, user: UserRow): Promise<void> {
  const owned = await lockOwnedAlone(tx, user.id);
  if (owned.length === 0) return;
  const personal = owned.filter((project) => project.personal).map(({ name }) => name);
  const alone = owned.filter((project) => !project.personal).map(({ name }) => name);
  const sentences = [
    ...(personal.length > 0
      ? [`${user.name} has the personal project ${personal.join(', ')}: delete it first.`]
      : []),
    ...(alone.length > 0
      ? [`${user.name} is the only owner of ${named(alone)}: make someone else an owner first.`]
      : []),
  ];
  throw new AppError('CONFLICT', sentences.join(' '), { detail: { personal, onlyOwnerOf: alone } });
}

function named(names: string[]): string {
  const more = names.length - MAX_NAMED;
  return names.slice(0, MAX_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
