import type { Principal, ProjectResource } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';

/** What the principal may do in a project, by the names that pages use. */
export function projectAbilities(principal: Principal, project: ProjectResource): Record<string, boolean> {
  return {
    push: can(principal, 'push', project).allowed,
    deleteTags: can(principal, 'delete', project).allowed,
    manageRetention: can(principal, 'retention.manage', project).allowed,
    lockTags: can(principal, 'tags.lock', project).allowed,
    manageImmutability: can(principal, 'immutability.manage', project).allowed,
    viewMembers: can(principal, 'members.view', project).allowed,
    manageMembers: can(principal, 'members.manage', project).allowed,
    manageRobots: can(principal, 'robots.manage', project).allowed,
    restore: can(principal, 'trash.restore', project).allowed,
    purgeTrash: can(principal, 'trash.purge', project).allowed,
    viewAudit: can(principal, 'audit.view', project).allowed,
    manageQuota: can(principal, 'quotas.manage', { kind: 'system' }).allowed,
    manageSettings: can(principal, 'settings.manage', project).allowed,
    deleteProject: can(principal, 'project.delete', project).allowed,
  };
}
