import { recordAudit } from '#lib/audit/record.ts';
import * as rows from '#lib/db/groups.ts';
import { raisePolicyVersion } from '#lib/db/projects.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import type { RoleName } from '#lib/policies/roles.ts';
import type { Actor } from './actor.ts';
import { changeProject } from './change-project.ts';
import { noGroup } from './groups.ts';
import { publishAccess } from './publish-access.ts';

type Membership = { project: string; group: string };

/**
 * Gives the members of a group a role in a project, or another one; it holds from the next request on.
 * @throws AppError NOT_FOUND for the project or the group, UNAUTHORIZED, DENIED
 */
export async function setGroupRole(
  principal: SignedIn,
  { project: name, group: groupName, role }: Membership & { role: RoleName },
  actor: Actor,
): Promise<void> {
  await changeProject(principal, name, 'members.manage', async (tx, project) => {
    const group = await rows.findGroup(groupName, tx);
    if (!group) throw noGroup(groupName);
    const before = await rows.findGroupRole(tx, project.id, group.id);
    if (before === role) return;
    await rows.upsertGroupRole(tx, project.id, group.id, role);
    await raisePolicyVersion(tx, project.id);
    const detail = { role, before };
    await recordAudit(tx, { actor, action: 'group.role-set', project: name, target: groupName, detail });
    await publishAccess(tx, name, actor);
  });
}

/** Takes a group out of a project. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED */
export async function removeGroupRole(
  principal: SignedIn,
  { project: name, group: groupName }: Membership,
  actor: Actor,
): Promise<void> {
  await changeProject(principal, name, 'members.manage', async (tx, project) => {
    const group = await rows.findGroup(groupName, tx);
    const before = group && (await rows.findGroupRole(tx, project.id, group.id));
    if (!before) throw new AppError('NOT_FOUND', `The group ${groupName} is no member of ${name}.`);
    await rows.deleteGroupRole(tx, project.id, group.id);
    await raisePolicyVersion(tx, project.id);
    const detail = { before };
    await recordAudit(tx, { actor, action: 'group.role-removed', project: name, target: groupName, detail });
    await publishAccess(tx, name, actor);
  });
}
