import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import { raisePolicyVersion, updateProjectRow, type LockedProject } from '#lib/db/projects.ts';
import type { Tx } from '#lib/db/transaction.ts';
import type { ProjectDetail, updateProjectInput } from '#lib/schemas/projects.ts';
import type { Actor } from './actor.ts';
import { changeProject } from './change-project.ts';
import { getProject } from './get-project.ts';
import { publishAccess } from './publish-access.ts';

type Change = z.output<typeof updateProjectInput>;

/** Changes a project's visibility, description, how long its trash is kept, or whether pulls are audited. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED */
export async function updateProject(
  principal: SignedIn,
  name: string,
  input: Change,
  actor: Actor,
): Promise<ProjectDetail> {
  await changeProject(principal, name, 'settings.manage', async (tx, project) => {
    await apply(tx, project, input, actor);
  });
  return await getProject(principal, name);
}

async function apply(tx: Tx, project: LockedProject, input: Change, actor: Actor): Promise<void> {
  const { visibility = project.visibility, description = project.description } = input;
  const { trashDays = project.trashDays, auditPulls = project.auditPulls } = input;
  const detail = {
    ...(visibility !== project.visibility && { visibility }),
    ...(description !== project.description && { description }),
    ...(trashDays !== project.trashDays && { trashDays }),
    ...(auditPulls !== project.auditPulls && { auditPulls }),
  };
  if (Object.keys(detail).length === 0) return;
  await updateProjectRow(tx, project.id, { visibility, description, trashDays, auditPulls });
  if (visibility !== project.visibility) await raisePolicyVersion(tx, project.id);
  await recordAudit(tx, { actor, action: 'project.updated', project: project.name, detail });
  await publishAccess(tx, project.name, actor);
}
