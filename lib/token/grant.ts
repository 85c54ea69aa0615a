import { loadAuthority } from '#lib/db/gateway-authority.ts';
import { projectOf } from '#lib/oci/reference.ts';
import type { Scope } from '#lib/oci/scope.ts';
import type { Principal, ProjectResource } from '#lib/policies/can.ts';
import { mayDo } from './repository-policy.ts';

/**
 * What of `asked` the principal is allowed now: a repository with no allowed action is left out. The catalog is
 * everyone's, and shows each only what it may pull.
 */
export async function grantScopes(principal: Principal, asked: readonly Scope[]): Promise<Scope[]> {
  const projects = new Map<string, Promise<ProjectResource | null>>();
  const load = (name: string) => {
    const known = projects.get(name) ?? loadAuthority(principal, name, name).then(({ project }) => project);
    projects.set(name, known);
    return known;
  };
  const granted = await Promise.all(asked.map((scope) => grantScope(principal, scope, load)));
  return granted.filter((scope) => scope !== null);
}

async function grantScope(
  principal: Principal,
  scope: Scope,
  load: (project: string) => Promise<ProjectResource | null>,
): Promise<Scope | null> {
  if (scope.type === 'registry') return scope;
  const project = await load(projectOf(scope.name));
  const actions = scope.actions.filter((action) => mayDo(principal, action, scope.name, project));
  return actions.length > 0 ? { ...scope, actions } : null;
}
