import type { SignedIn } from '#lib/policies/principal.ts';
import { lockProject, type LockedProject } from '#lib/db/projects.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { ProjectAction } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';
import { requireProject } from './require-access.ts';

/**
 * Runs `work` on the project with its row locked, when the principal may do `action` there: asked first for the right
 * error, and again under the lock, where it can't change any more.
 * @throws AppError as `requireProject`, and what `work` throws
 */
export async function changeProject<T>(
  principal: SignedIn,
  name: string,
  action: ProjectAction,
  work: (tx: Tx, project: LockedProject) => Promise<T>,
): Promise<T> {
  await requireProject(principal, name, action);
  return await transaction(async (tx) => {
    const project = await lockProject(tx, name, principal);
    if (project && can(principal, action, project).allowed) return await work(tx, project);
    throw new AppError('CONFLICT', `The project ${name} was changed meanwhile. Load it again.`);
  });
}
