import { lockRobot, type RobotHome, type RobotRow } from '#lib/db/robots.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import { scopesAllow } from '#lib/policies/token-limits.ts';
import type { RobotGrantInput } from '#lib/schemas/robots.ts';
import { changeProject } from './change-project.ts';
import { requireProject } from './require-access.ts';
import { requireSystem } from './require-system.ts';

/** Which robot: its project (null: the system) and its name there, without what stands for that. */
export type RobotPlace = { project: string | null; robot: string };

/** What stands before the `+` of robots of the system; reserved, so that no project has it. */
const SYSTEM = 'system';

/** The name as `docker login` takes it: `acme+ci`, `system+mirror`. */
export function robotName({ project, robot }: RobotPlace): string {
  return `${project ?? SYSTEM}+${robot}`;
}

/**
 * Where robots are looked at: those of a project by its owners, those of the system by its administrators.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED
 */
export async function requireRobots(principal: Principal, project: string | null): Promise<RobotHome> {
  if (project !== null) return (await requireProject(principal, project, 'robots.manage')).id;
  requireSystem(principal, 'system.manage');
  return null;
}

/** As `requireRobots`, for a change: `work` runs in its transaction, on a project with its row locked. @throws AppError as that, and what `work` throws */
export async function changeRobots<T>(
  principal: SignedIn,
  project: string | null,
  work: (tx: Tx, home: RobotHome) => Promise<T>,
): Promise<T> {
  if (project !== null)
    return changeProject(principal, project, 'robots.manage', (tx, { id }) => work(tx, id));
  requireSystem(principal, 'system.manage');
  return transaction((tx) => work(tx, null));
}

/** As `changeRobots`, with one robot locked. @throws AppError as that; NOT_FOUND also for a robot of elsewhere */
export async function changeRobot<T>(
  principal: SignedIn,
  place: RobotPlace,
  work: (tx: Tx, robot: RobotRow, home: RobotHome) => Promise<T>,
): Promise<T> {
  return changeRobots(principal, place.project, async (tx, home) => {
    const robot = await lockRobot(tx, home, robotName(place));
    if (!robot) throw noRobot(place);
    return work(tx, robot, home);
  });
}

/**
 * Refuses to make a robot that may do more than the access token it is made with: such a robot would be a way around the token's
 * scopes. What its maker may do in the project or the system was decided before. @throws AppError DENIED
 */
export function refuseBeyondToken(principal: SignedIn, grants: readonly RobotGrantInput[]): void {
  const limits = principal.kind === 'user' ? (principal.limits ?? null) : null;
  if (limits === null) return;
  const beyond = grants
    .flatMap(({ scopes }) => scopes)
    .find((scope) => !scopesAllow(limits.scopes, ACTION[scope]));
  if (beyond === undefined) return;
  throw new AppError(
    'DENIED',
    `Your access token has not the scope ${beyond}, so it can give it to no robot either.`,
  );
}

/** An action that takes the scope. */
const ACTION = { read: 'pull', write: 'push', delete: 'delete' } as const;

export function noRobot(place: RobotPlace): AppError {
  return new AppError('NOT_FOUND', `There is no robot ${robotName(place)}. Check the spelling.`);
}
