import type { ProjectAccess } from '#lib/db/access.ts';
import { loadProjectAccess } from '#lib/db/access.ts';
import { readRepository } from '#lib/db/read-repository.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { isRepositoryName, NAME_COMPONENT, projectOf } from '#lib/oci/reference.ts';
import type { Principal, ProjectAction } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';
import { tokenRefusal } from '#lib/policies/token-limits.ts';

export type AccessibleRepository = NonNullable<Awaited<ReturnType<typeof readRepository>>> & {
  access: RepositoryAccess;
};

/** With the name of the repository, so that rules about it count. */
export type RepositoryAccess = ProjectAccess & { repository: string };

/**
 * The project `name`, for `principal` to do `action` in.
 * @throws AppError NOT_FOUND for one that is not there or that they may not see (UNAUTHORIZED when not signed in: both
 *   look the same), DENIED when they see it but may not do that
 */
export async function requireProject(
  principal: Principal,
  name: string,
  action: ProjectAction,
): Promise<ProjectAccess> {
  const access = await visibleProject(principal, name);
  if (!access) throw unseen(principal, `There is no project ${name}, or you may not see it.`);
  allow(principal, action, access);
  return access;
}

/**
 * The repository with the full name `name`, for `principal` to do `action` in.
 * @throws AppError as `requireProject`
 */
export async function requireRepository(
  principal: Principal,
  name: string,
  action: ProjectAction,
): Promise<AccessibleRepository> {
  const access = isRepositoryName(name) ? await pullableFrom(principal, name) : null;
  const repository = access && (await readRepository(name));
  if (!repository)
    throw unseen(principal, `There is no repository ${name.slice(0, 255)}, or you may not see it.`);
  allow(principal, action, access);
  return { ...repository, access };
}

/** The project of a repository that they may pull: one that they may not is not shown to them. */
async function pullableFrom(principal: Principal, name: string): Promise<RepositoryAccess | null> {
  const project = await visibleProject(principal, projectOf(name));
  const access = project && { ...project, repository: name };
  return access && can(principal, 'pull', access).allowed ? access : null;
}

async function visibleProject(principal: Principal, name: string): Promise<ProjectAccess | null> {
  // Also keeps from Postgres what it can't take, such as a NUL.
  const access = NAME_COMPONENT.test(name) ? await loadProjectAccess(name, principal) : null;
  return access && can(principal, 'project.view', access).allowed ? access : null;
}

function allow(principal: Principal, action: ProjectAction, access: ProjectAccess): void {
  const decision = can(principal, action, access);
  if (decision.allowed) return;
  if (principal.kind === 'anonymous') throw new AppError('UNAUTHORIZED', 'Sign in to do this.');
  const sentence =
    decision.by.kind === 'token'
      ? tokenRefusal(decision.needs)
      : `This needs ${decision.needs}. An owner of the project can give it to you.`;
  throw new AppError('DENIED', sentence, { detail: { needs: decision.needs } });
}

function unseen(principal: Principal, message: string): AppError {
  if (principal.kind === 'anonymous') return new AppError('UNAUTHORIZED', 'Sign in to see this.');
  return new AppError('NOT_FOUND', message);
}
