import { recordAudit } from '#lib/audit/record.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import { findMember, upsertMember } from '#lib/db/members.ts';
import { raisePolicyVersion, type LockedProject } from '#lib/db/projects.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { lockUser, type UserRow } from '#lib/db/users.ts';
import type { RoleName } from '#lib/policies/roles.ts';
import type { Member } from '#lib/schemas/projects.ts';
import type { Actor } from './actor.ts';
import { changeProject } from './change-project.ts';
import { noUser } from './get-user.ts';
import { keepOwner } from './keep-owner.ts';
import { presentMember } from './present-member.ts';
import { publishAccess } from './publish-access.ts';

/**
 * Makes a user a member of a project, or gives a member another role; it holds from the next request on.
 * @throws AppError NOT_FOUND for the project or the user, UNAUTHORIZED, DENIED; CONFLICT for the last owner
 */
export async function setMember(
  principal: SignedIn,
  input: { project: string; username: string; role: RoleName },
  actor: Actor,
): Promise<Member> {
  return await changeProject(principal, input.project, 'members.manage', async (tx, project) => {
    const user = await lockUser(tx, input.username);
    if (!user) throw noUser(input.username);
    await apply(tx, project, user, input.role, actor);
    const member = await findMember(tx, project.id, user.id);
    return presentMember(member!);
  });
}

async function apply(
  tx: Tx,
  project: LockedProject,
  user: UserRow,
  role: RoleName,
  actor: Actor,
): Promise<void> {
  const before = await findMember(tx, project.id, user.id);
  if (before?.direct === role) return;
  if (before) await keepOwner(tx, project, before, user.id);
  await upsertMember(tx, project.id, user.id, role);
  await raisePolicyVersion(tx, project.id);
  const detail = { role, before: before?.direct ?? null };
  await recordAudit(tx, { actor, action: 'member.set', project: project.name, target: user.name, detail });
  await publishAccess(tx, project.name, actor);
}
