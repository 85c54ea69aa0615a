import type { Principal, ProjectResource } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';

/** What the principal may do in the repositories of a project, by the names that pages use. */
export function repositoryAbilities(principal: Principal, project: ProjectResource): Record<string, boolean> {
  return {
    push: can(principal, 'push', project).allowed,
    deleteTags: can(principal, 'delete', project).allowed,
    lockTags: can(principal, 'tags.lock', project).allowed,
    restore: can(principal, 'trash.restore', project).allowed,
    purgeTrash: can(principal, 'trash.purge', project).allowed,
  };
}
