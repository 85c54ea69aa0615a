import { recordAudit } from '#lib/audit/record.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import { deleteMember, findMember } from '#lib/db/members.ts';
import { raisePolicyVersion } from '#lib/db/projects.ts';
import { lockUser } from '#lib/db/users.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Actor } from './actor.ts';
import { changeProject } from './change-project.ts';
import { keepOwner } from './keep-owner.ts';
import { publishAccess } from './publish-access.ts';

/**
 * Takes a member out of a project. Owners may do that, and everyone may leave.
 * @throws AppError NOT_FOUND for the project or the member, UNAUTHORIZED, DENIED; CONFLICT for the last owner
 */
export async function removeMember(
  principal: SignedIn,
  input: { project: string; username: string },
  actor: Actor,
): Promise<void> {
  const leaving = input.username === principal.name;
  await changeProject(
    principal,
    input.project,
    leaving ? 'project.view' : 'members.manage',
    async (tx, project) => {
      const user = await lockUser(tx, input.username);
      const member = user && (await findMember(tx, project.id, user.id));
      if (!member) throw new AppError('NOT_FOUND', `${input.username} is no member of ${project.name}.`);
      await keepOwner(tx, project, member, user.id);
      await deleteMember(tx, project.id, user.id);
      await raisePolicyVersion(tx, project.id);
      const detail = { before: member.direct };
      await recordAudit(tx, {
        actor,
        action: 'member.removed',
        project: project.name,
        target: user.name,
        detail,
      });
      await publishAccess(tx, project.name, actor);
    },
  );
}
