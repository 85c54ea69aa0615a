import { recordAudit } from '#lib/audit/record.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import { lockUsage, updateQuota } from '#lib/db/quota.ts';
import type { ProjectDetail } from '#lib/schemas/projects.ts';
import type { QuotaLimits } from '#lib/schemas/quotas.ts';
import type { Actor } from './actor.ts';
import { changeProject } from './change-project.ts';
import { getProject } from './get-project.ts';
import { publishAccess } from './publish-access.ts';
import { requireSystem } from './require-system.ts';

/**
 * Sets what a project may hold. What it holds already stays, also where that is more.
 * @throws AppError DENIED for all but administrators, NOT_FOUND
 */
export async function setQuota(
  principal: SignedIn,
  name: string,
  quota: QuotaLimits,
  actor: Actor,
): Promise<ProjectDetail> {
  requireSystem(principal, 'quotas.manage');
  await changeProject(principal, name, 'project.view', async (tx, project) => {
    await lockUsage(tx, project.id);
    await updateQuota(tx, project.id, quota);
    await recordAudit(tx, { actor, action: 'quota.set', project: name, detail: { ...quota } });
    await publishAccess(tx, name, actor);
  });
  return await getProject(principal, name);
}
