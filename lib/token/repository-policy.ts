import { projectOf } from '#lib/oci/reference.ts';
import type { ScopeAction } from '#lib/oci/scope.ts';
import { can, type Decision, type Principal, type ProjectResource } from '#lib/policies/can.ts';

/** Whether `principal` may do `action` in a repository. `project`: its project as loaded now, null when there is none. */
export function mayDo(
  principal: Principal,
  action: ScopeAction,
  repository: string,
  project: ProjectResource | null,
): boolean {
  return decideOn(principal, action, repository, project).allowed;
}

/** What an access token lacks for what its user may do; null when that is not why the answer is no. */
export function lackOfToken(
  principal: Principal,
  action: ScopeAction,
  repository: string,
  project: ProjectResource | null,
): string | null {
  const decision = decideOn(principal, action, repository, project);
  return !decision.allowed && decision.by.kind === 'token' ? decision.needs : null;
}

function decideOn(
  principal: Principal,
  action: ScopeAction,
  repository: string,
  project: ProjectResource | null,
): Decision {
  const resource = project ?? absentProject(principal, projectOf(repository));
  return can(principal, action, { ...resource, repository });
}

/** A project that is not there is a private one without members, but to the user whose personal project a push would make. */
function absentProject(principal: Principal, name: string): ProjectResource {
  const own = principal.kind === 'user' && principal.name === name;
  return { kind: 'project', name, visibility: 'private', role: own ? 'owner' : null, rules: [] };
}
