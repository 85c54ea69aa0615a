import { recordAudit } from '#lib/audit/record.ts';
import { loadProjectAccess } from '#lib/db/access.ts';
import { createPersonalProject } from '#lib/db/personal-project.ts';
import { findRepository, upsertRepository } from '#lib/db/index-repositories.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { projectOf } from '#lib/oci/reference.ts';
import type { Principal } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';
import { catalogHasProject } from '#lib/registry/catalog.ts';
import { actorOf, type Actor } from './actor.ts';

/**
 * The repository that `principal` is about to push to, made on first use; and with it, for a name under the user's own,
 * the personal project. @throws AppError DENIED with what to do, the same whether the project is there or not
 */
export async function ensureRepository(
  name: string,
  principal: Principal,
  actor: Actor = actorOf(principal, null),
): Promise<{ id: number; project: { id: number; name: string; limited: boolean } }> {
  const project = projectOf(name);
  let access = await loadProjectAccess(project, principal);
  if (!access && principal.kind === 'user' && principal.name === project) {
    await makePersonalProject(principal, actor);
    access = await loadProjectAccess(project, principal);
  }
  if (!access || !can(principal, 'push', { ...access, repository: name }).allowed)
    throw pushDenied(name, principal);
  const repository = (await findRepository(name)) ?? (await upsertRepository(name, access.id));
  return { id: repository.id, project: { id: access.id, name: project, limited: access.limited } };
}

/** The one sentence for a push that is not allowed. */
export function pushDenied(repository: string, principal: Principal): AppError {
  const project = projectOf(repository);
  const own = principal.kind === 'user' ? ` Or push to ${principal.name}/…, which is yours.` : '';
  return new AppError(
    'DENIED',
    `You may not push to ${repository}: create the project ${project} in the browser, or ask one of its owners for the role developer.${own}`,
  );
}

async function makePersonalProject(user: { id: number; name: string }, actor: Actor): Promise<void> {
  if (await catalogHasProject(user.name)) {
    // Another push of theirs may have made the project since we looked, and come so far.
    if (await loadProjectAccess(user.name, { kind: 'user', id: user.id })) return;
    throw new AppError(
      'DENIED',
      `The registry already holds repositories under ${user.name}/ from before: an administrator can give them to you after "lighter reconcile".`,
    );
  }
  const detail = { personal: true };
  await createPersonalProject(user.id, user.name, (tx) =>
    recordAudit(tx, { actor, action: 'project.created', project: user.name, detail }),
  );
}
