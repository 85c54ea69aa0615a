import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import type { UserPrincipal } from '#lib/auth/authenticate.ts';
import { hashLinkToken } from '#lib/auth/link-token.ts';
import { hashPassword } from '#lib/auth/password.ts';
import { refuseWeakPassword } from '#lib/auth/password-rules.ts';
import { loadProjectAccess } from '#lib/db/access.ts';
import { loadCredentials } from '#lib/db/credentials.ts';
import { findInvite, markInviteUsed, type InviteRow } from '#lib/db/invites.ts';
import { findMember, upsertMember } from '#lib/db/members.ts';
import { raisePolicyVersion } from '#lib/db/projects.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { can } from '#lib/policies/can.ts';
import { atLeast, type RoleName } from '#lib/policies/roles.ts';
import type { acceptInviteInput, InviteShown } from '#lib/schemas/joining.ts';
import type { Actor } from './actor.ts';
import { insertAccount } from './insert-account.ts';
import { publishAccess } from './publish-access.ts';
import { refuseNameUpstream } from './refuse-taken-name.ts';

/** What a link invites to. @throws AppError NOT_FOUND for one that was used, has ended, was taken back, or never was: all look the same */
export async function checkInvite(token: string): Promise<InviteShown> {
  const { project, role, email, createdBy, expiresAt } = await workingInvite(hashLinkToken(token));
  return { project, role, email, invitedBy: createdBy, expiresAt: expiresAt.toISOString() };
}

/**
 * Makes an account by an invite, which is used up with it; of two at once one gets it.
 * @throws AppError NOT_FOUND as above; CONFLICT for a name or address that is taken; REQUEST_INVALID for a weak password
 */
export async function acceptInvite(
  input: z.output<typeof acceptInviteInput>,
  actor: Actor,
): Promise<{ username: string }> {
  const hash = hashLinkToken(input.token);
  // Before anything costly, and before a stranger learns which names are taken.
  await workingInvite(hash);
  const { username: name, email = null } = input;
  await refuseWeakPassword(input.password, { username: name, email });
  await refuseNameUpstream(name);
  const passwordHash = await hashPassword(input.password);
  await transaction(async (tx) => {
    const invite = await lockInvite(tx, hash);
    const user = await insertAccount(tx, { name, email, passwordHash, admin: false });
    const by = { ...actor, name };
    const detail = { invite: invite.id, invitedBy: invite.createdBy };
    await recordAudit(tx, { actor: by, action: 'user.created', target: name, detail });
    await join(tx, invite, user, by);
  });
  return { username: name };
}

/**
 * Gives somebody who has an account the role that the invite is for, and uses it up.
 * @throws AppError NOT_FOUND as above; CONFLICT for an invite without a project, and for who has that role already
 */
export async function joinByInvite(
  principal: UserPrincipal,
  token: string,
  actor: Actor,
): Promise<{ project: string; role: RoleName }> {
  const hash = hashLinkToken(token);
  await workingInvite(hash);
  return await transaction(async (tx) => {
    const invite = await lockInvite(tx, hash);
    const { project, role } = invite;
    if (project === null || role === null) {
      throw new AppError('CONFLICT', 'This invite is for somebody without an account, and you have one.');
    }
    await join(tx, invite, principal, actor);
    return { project, role };
  });
}

async function workingInvite(hash: Buffer): Promise<InviteRow> {
  const invite = await findInvite(hash);
  if (!invite || !(await mayInvite(invite))) throw endedInvite();
  return invite;
}

async function lockInvite(tx: Tx, hash: Buffer): Promise<InviteRow> {
  const invite = await findInvite(hash, tx);
  if (!invite) throw endedInvite();
  return invite;
}

/** An invite is worth what its maker may do: who was disabled, or is no owner any more, invites nobody. */
async function mayInvite({ createdBy, project }: InviteRow): Promise<boolean> {
  const maker = createdBy === null ? null : await loadCredentials(createdBy);
  if (!maker || maker.disabled) return false;
  const { id, name, admin, stamp } = maker;
  const principal = { kind: 'user' as const, id, name, admin, stamp };
  if (project === null) return can(principal, 'users.manage', { kind: 'system' }).allowed;
  const access = await loadProjectAccess(project, principal);
  return access !== null && can(principal, 'members.manage', access).allowed;
}

async function join(
  tx: Tx,
  { id, projectId, project, role }: InviteRow,
  user: { id: number; name: string },
  actor: Actor,
): Promise<void> {
  await markInviteUsed(tx, id, user.name);
  if (projectId === null || project === null || role === null) return;
  await raisePolicyVersion(tx, projectId);
  const before = await findMember(tx, projectId, user.id);
  if (before && atLeast(before.direct, role)) {
    throw new AppError('CONFLICT', `You have the role ${before.direct} in ${project} already.`);
  }
  await upsertMember(tx, projectId, user.id, role);
  const detail = { role, before: before?.direct ?? null, invite: id };
  await recordAudit(tx, { actor, action: 'member.set', project, target: user.name, detail });
  await publishAccess(tx, project, actor);
}

function endedInvite(): AppError {
  return new AppError(
    'NOT_FOUND',
    'This invite does not work any more: it was used, taken back, or its time is over. Ask for another.',
  );
}
