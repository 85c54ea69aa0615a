import { readTrashedBytes } from '#lib/db/quota.ts';
import { readProject } from '#lib/db/read-projects.ts';
import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { ProjectDetail } from '#lib/schemas/projects.ts';
import { presentProject } from './present-project.ts';
import { projectAbilities } from './project-abilities.ts';
import { requireProject } from './require-access.ts';

/** One project, with what the principal may do in it. @throws AppError NOT_FOUND, UNAUTHORIZED */
export async function getProject(principal: Principal, name: string): Promise<ProjectDetail> {
  const access = await requireProject(principal, name, 'project.view');
  const row = await readProject(name, principal);
  if (!row) throw new AppError('NOT_FOUND', `The project ${name} has just been deleted.`);
  const countsBytes = row.limits?.quota.bytes != null;
  return {
    ...presentProject(row),
    abilities: projectAbilities(principal, access),
    trashedBytes: countsBytes ? await readTrashedBytes(access.id) : null,
    trashDays: row.trashDays,
    defaultTrashDays: env().trashDays,
    auditPulls: row.auditPulls,
  };
}
