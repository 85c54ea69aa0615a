import type { RoleName } from './roles.ts';
import { atLeast } from './roles.ts';

/** Who asks. Roles come with the resource, so that a principal says nothing but who it is. */
export type Principal =
  { kind: 'anonymous' } | { kind: 'user'; id: number; name: string; admin: boolean; stamp: number };

export const ANONYMOUS: Principal = { kind: 'anonymous' };

export type RepositoryAction = 'pull' | 'push' | 'delete';
export type ProjectAction =
  | RepositoryAction
  | 'project.view'
  | 'members.view'
  | 'members.manage'
  | 'settings.manage'
  | 'trash.restore'
  | 'retention.manage'
  | 'trash.purge'
  | 'tags.lock'
  | 'immutability.manage'
  | 'project.delete';
export type SystemAction = 'projects.create' | 'users.manage' | 'quotas.manage' | 'system.manage';

/** What a decision about a project needs: how visible it is, and the asker's role in it (null: not a member). */
export type ProjectResource = {
  kind: 'project';
  name: string;
  visibility: 'private' | 'public';
  role: RoleName | null;
};
export type Resource = ProjectResource | { kind: 'system' };

/** `needs` says in words what would allow it, for the sentence and the disabled button. */
export type Decision = { allowed: true } | { allowed: false; needs: string };

/**
 * The one place that decides who may do what: gateway, API and pages all ask here. Pure; no answer is a no.
 */
export function can(
  principal: Principal,
  action: ProjectAction | SystemAction,
  resource: Resource,
): Decision {
  if (principal.kind === 'user' && principal.admin) return ALLOWED;
  if (resource.kind === 'system') return canInSystem(principal, action);
  const needed = ROLE_FOR[action as ProjectAction];
  if (needed === undefined) return no('system administrator');
  if (resource.role !== null && atLeast(resource.role, needed)) return ALLOWED;
  if (resource.visibility === 'public' && PUBLIC_ACTIONS.has(action)) return ALLOWED;
  return no(`role ${needed} in project ${resource.name}`);
}

/** Role an action needs in a project (architecture: "Names", Role). */
const ROLE_FOR: Record<ProjectAction, RoleName> = {
  pull: 'guest',
  'project.view': 'guest',
  push: 'developer',
  delete: 'maintainer',
  'trash.restore': 'maintainer',
  'retention.manage': 'maintainer',
  'trash.purge': 'maintainer',
  'tags.lock': 'maintainer',
  'immutability.manage': 'maintainer',
  'members.view': 'guest',
  'members.manage': 'owner',
  'settings.manage': 'owner',
  'project.delete': 'owner',
};

/** What anyone, signed in or not, may do in a public project. */
const PUBLIC_ACTIONS: ReadonlySet<string> = new Set<ProjectAction>(['pull', 'project.view']);

const ALLOWED: Decision = { allowed: true };

function no(needs: string): Decision {
  return { allowed: false, needs };
}

function canInSystem(principal: Principal, action: ProjectAction | SystemAction): Decision {
  if (action === 'projects.create') return principal.kind === 'user' ? ALLOWED : no('to be signed in');
  return no('system administrator');
}
