import { recordAudit } from '#lib/audit/record.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import { freeName } from '#lib/db/namespaces.ts';
import { deleteProjectRow, isReservedName, repositoriesInUse } from '#lib/db/projects.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Actor } from './actor.ts';
import { changeProject } from './change-project.ts';
import { publishAccess } from './publish-access.ts';

/** Enough names to know where to look. */
const MAX_NAMED = 5;

/**
 * Deletes a project in which nothing is left. Its name is free again (unless it is a user's, or upstream still has it).
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED; CONFLICT while it holds images, in the trash too, and for `library`
 */
export async function deleteProject(principal: SignedIn, name: string, actor: Actor): Promise<void> {
  await changeProject(principal, name, 'project.delete', async (tx, project) => {
    await refuseReserved(tx, name);
    await refuseInUse(tx, name, project.id);
    await deleteProjectRow(tx, project.id);
    await freeName(tx, name);
    await recordAudit(tx, { actor, action: 'project.deleted', project: name });
    await publishAccess(tx, name, actor);
  });
}

async function refuseReserved(tx: Tx, name: string): Promise<void> {
  if (!(await isReservedName(tx, name))) return;
  throw new AppError('CONFLICT', `The project ${name} is part of the registry and can not be deleted.`);
}

async function refuseInUse(tx: Tx, name: string, projectId: number): Promise<void> {
  const repositories = await repositoriesInUse(tx, projectId, MAX_NAMED);
  if (repositories.length === 0) return;
  const message = `The project ${name} still holds images, shown or in the trash, in ${repositories.join(', ')}. Delete them first; the trash empties itself.`;
  throw new AppError('CONFLICT', message, { detail: { repositories } });
}
