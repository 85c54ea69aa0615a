import { globMayBegin } from '../oci/glob.ts';
import type { ProjectResource } from './resource.ts';
import { matcherOf, matchesRepository } from './matches-repository.ts';
import type { Principal, RobotGrant, RobotPrincipal } from './principal.ts';
import type { RoleName } from './roles.ts';
import { scopesAllow } from './token-limits.ts';

/** Of what a robot was given, what includes the action in the resource's repository. */
export function grantFor(
  robot: RobotPrincipal,
  action: string,
  { name, repository }: ProjectResource,
): RobotGrant | undefined {
  if (repository === undefined || (robot.project !== null && robot.project !== name)) return undefined;
  return robot.grants.find(
    (grant) =>
      IN_REPOSITORIES.has(action) && scopesAllow(grant.scopes, action) && reaches(robot, grant, repository),
  );
}

/** Of what a robot was given, what may be about repositories of the project. */
export function mayView(robot: RobotPrincipal, project: string): RobotGrant | undefined {
  if (robot.project !== null) return robot.project === project ? robot.grants[0] : undefined;
  return robot.grants.find(({ repositories }) => globMayBegin(repositories)(`${project}/`));
}

/** The role that a robot with the use of the API has in its project. */
export function robotRole(principal: Principal, project: string): RoleName | null {
  return principal.kind === 'robot' && principal.admin && principal.project === project ? 'maintainer' : null;
}

const IN_REPOSITORIES: ReadonlySet<string> = new Set(['pull', 'push', 'delete']);

/** Patterns of a robot of the system are over whole names. */
function reaches(robot: RobotPrincipal, { repositories }: RobotGrant, repository: string): boolean {
  return robot.project === null
    ? matcherOf(repositories)(repository)
    : matchesRepository(repositories, repository);
}
