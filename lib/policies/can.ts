import { matchesRepository } from './matches-repository.ts';
import { ANONYMOUS, isSystemAdmin, type Principal } from './principal.ts';
import type {
  AccessRule,
  Decision,
  Ground,
  ProjectAction,
  ProjectResource,
  Resource,
  SystemAction,
} from './resource.ts';
import { atLeast, type RoleName } from './roles.ts';
import { grantFor, mayView, robotRole } from './robots.ts';
import { lacking, limitsAllow } from './token-limits.ts';

export { ANONYMOUS, type Principal, type RobotPrincipal, type UserPrincipal } from './principal.ts';
export {
  REPOSITORY_ACTIONS,
  type AccessRule,
  type Decision,
  type ProjectAction,
  type ProjectResource,
  type RepositoryAction,
  type Resource,
  type SystemAction,
} from './resource.ts';

/**
 * The one place that decides who may do what: gateway, API and pages all ask here. Pure; no answer is a no. Deny wins, then
 * allow, then what a robot was given, then the role, then that the project is public. A token takes away what it does not include, but
 * never what anybody may do without one: else signing in would lose public images.
 */
export function can(
  principal: Principal,
  action: ProjectAction | SystemAction,
  resource: Resource,
): Decision {
  const decision = decide(principal, action, resource);
  const limits = principal.kind === 'user' ? (principal.limits ?? null) : null;
  if (!decision.allowed || limits === null || limitsAllow(limits, action, resource)) return decision;
  if (resource.kind === 'project' && decide(ANONYMOUS, action, forAnyone(resource)).allowed) return decision;
  return no(lacking(limits, action, resource), { kind: 'token' });
}

/** Role an action needs in a project (architecture: "Names", Role). */
const ROLE_FOR: Readonly<Record<ProjectAction, RoleName>> = {
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
  'audit.view': 'maintainer',
  'members.manage': 'owner',
  'settings.manage': 'owner',
  'robots.manage': 'owner',
  'project.delete': 'owner',
};

/** What anyone, signed in or not, may do in a public project. */
const PUBLIC_ACTIONS: ReadonlySet<string> = new Set<ProjectAction>(['pull', 'project.view']);

function decide(principal: Principal, action: ProjectAction | SystemAction, resource: Resource): Decision {
  if (FOR_ANY_USER.has(action)) return forUsers(principal);
  if (isSystemAdmin(principal)) return yes({ kind: 'admin' });
  if (resource.kind === 'system') return no('system administrator');
  const needed = ROLE_FOR[action as ProjectAction];
  if (needed === undefined) return no('system administrator');
  return (
    byRule(action, resource) ??
    byGrant(principal, action, resource) ??
    byRole(principal, action, needed, resource)
  );
}

/** What the project's rules say; null: nothing. A project shows itself to whom something in it is allowed. */
function byRule(action: string, { rules, repository }: ProjectResource): Decision | null {
  const allowed = rules.filter(({ effect }) => effect === 'allow');
  if (action === 'project.view') return allowed[0] ? yes({ kind: 'rule', rule: allowed[0] }) : null;
  if (repository === undefined) return null;
  const isAbout = (rule: AccessRule) =>
    rule.actions.includes(action) && matchesRepository(rule.repositories, repository);
  const denied = rules.find((rule) => rule.effect === 'deny' && isAbout(rule));
  if (denied)
    return no(`rule ${denied.id}, which denies ${action} on ${denied.repositories}, to be changed`, {
      kind: 'rule',
      rule: denied,
    });
  const rule = allowed.find(isAbout);
  return rule ? yes({ kind: 'rule', rule }) : null;
}

function byGrant(principal: Principal, action: string, resource: ProjectResource): Decision | null {
  if (principal.kind !== 'robot') return null;
  const grant =
    action === 'project.view' ? mayView(principal, resource.name) : grantFor(principal, action, resource);
  return grant ? yes({ kind: 'grant', grant }) : null;
}

function byRole(principal: Principal, action: string, needed: RoleName, resource: ProjectResource): Decision {
  const role = robotRole(principal, resource.name) ?? resource.role;
  if (role !== null && atLeast(role, needed)) return yes({ kind: 'role', role });
  if (resource.visibility === 'public' && PUBLIC_ACTIONS.has(action)) return yes({ kind: 'public' });
  return no(`role ${needed} in project ${resource.name}`);
}

/** What every user may do, whatever their role. */
const FOR_ANY_USER: ReadonlySet<string> = new Set<SystemAction>([
  'projects.create',
  'account.manage',
  'tokens.make',
]);

/** The project as it is to somebody who is not signed in. */
function forAnyone(resource: ProjectResource): ProjectResource {
  return { ...resource, role: null, rules: resource.rules.filter(({ subject }) => subject === 'anyone') };
}

/** A robot has no account that could own something. */
function forUsers(principal: Principal): Decision {
  return principal.kind === 'user' ? yes({ kind: 'account' }) : no('to be signed in as a user');
}

function yes(by: Ground): Decision {
  return { allowed: true, by };
}

function no(needs: string, by: Ground = { kind: 'nothing' }): Decision {
  return { allowed: false, needs, by };
}
