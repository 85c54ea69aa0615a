import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import type { UserPrincipal } from '#lib/auth/authenticate.ts';
import { insertProject } from '#lib/db/projects.ts';
import { transaction } from '#lib/db/transaction.ts';
import type { createProjectInput, ProjectDetail } from '#lib/schemas/projects.ts';
import type { Actor } from './actor.ts';
import { getProject } from './get-project.ts';
import { publishAccess } from './publish-access.ts';
import { refuseNameUpstream, takeName } from './refuse-taken-name.ts';
import { requireSystem } from './require-system.ts';

/**
 * Makes a project, owned by who makes it.
 * @throws AppError DENIED; CONFLICT for a name that is taken; UPSTREAM_ERROR when the registry can't be asked about it
 */
export async function createProject(
  principal: UserPrincipal,
  input: z.output<typeof createProjectInput>,
  actor: Actor,
): Promise<ProjectDetail> {
  requireSystem(principal, 'projects.create');
  const { name, visibility, description } = input;
  await refuseNameUpstream(name);
  await transaction(async (tx) => {
    await takeName(tx, name);
    await insertProject(tx, { name, visibility, description, ownerId: principal.id });
    await recordAudit(tx, { actor, action: 'project.created', project: name, detail: { visibility } });
    await publishAccess(tx, name, actor);
  });
  return await getProject(principal, name);
}
