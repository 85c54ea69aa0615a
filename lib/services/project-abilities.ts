import type { Principal, ProjectResource } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';

/** What the principal may do in a project, by the names that pages use. */
export function projectAbilities(principal: Principal, project: ProjectResource): Record<string, boolean> {
  return {
    push: can(principal, 'push', project).allowed,
    deleteTags: can(principal, 'delete', project).allowed,
    viewMembers: can(principal, 'members.view', project).allowed,
    manageMembers: can(principal, 'members.manage', project).allowed,
    manageSettings: can(principal, 'settings.manage', project).allowed,
    deleteProject: can(principal, 'project.delete', project).allowed,
  };
}
