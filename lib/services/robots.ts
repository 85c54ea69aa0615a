import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import { isUniqueViolation } from '#lib/db/database-error.ts';
import {
  deleteRobotRow,
  insertRobot,
  readRobot,
  readRobots,
  updateRobotRow,
  type RobotHome,
  type RobotRow,
} from '#lib/db/robots.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import {
  MAX_ROBOTS,
  type createRobotInput,
  type Robot,
  type RobotWithSecret,
  type updateRobotInput,
} from '#lib/schemas/robots.ts';
import type { Actor } from './actor.ts';
import { issueRobotSecret } from './issue-robot-secret.ts';
import { presentRobot } from './present-robot.ts';
import { publishAccess } from './publish-access.ts';
import {
  changeRobot,
  changeRobots,
  noRobot,
  refuseBeyondToken,
  requireRobots,
  robotName,
  type RobotPlace,
} from './robot-home.ts';

/** The robots of a project, for its owners; of the system (null), for administrators. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED */
export async function listRobots(principal: Principal, project: string | null): Promise<{ items: Robot[] }> {
  const home = await requireRobots(principal, project);
  return { items: (await readRobots(home)).map(presentRobot) };
}

/** One of them. @throws AppError as `listRobots` */
export async function getRobot(principal: Principal, place: RobotPlace): Promise<Robot> {
  const home = await requireRobots(principal, place.project);
  const robot = await readRobot(home, robotName(place));
  if (!robot) throw noRobot(place);
  return presentRobot(robot);
}

/**
 * Makes a robot; its secret is told here and never again.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED (also for a robot that may more than the token it is made with); CONFLICT for a
 * name that is taken, or too many robots
 */
export async function createRobot(
  principal: SignedIn,
  project: string | null,
  input: z.output<typeof createRobotInput>,
  actor: Actor,
): Promise<RobotWithSecret> {
  refuseBeyondToken(principal, input.grants);
  const name = robotName({ project, robot: input.name });
  return changeRobots(principal, project, async (tx, home) => {
    await refuseTooMany(tx, home);
    const { description, grants, admin } = input;
    const values = { description, grants, admin, expiresAt: dateOf(input.expiresAt) };
    const id = await insertRobot(tx, { home, name, createdBy: actor.name, ...values }).catch(
      (error: unknown) => nameTaken(error, name),
    );
    const issued = input.secret ? await issueRobotSecret(tx, id) : null;
    const robot = presentRobot((await readRobot(home, name, tx))!);
    await record(tx, 'robot.created', robot, { grants, admin, expiresAt: robot.expiresAt }, actor);
    return { ...robot, secret: issued?.secret ?? null };
  });
}

/**
 * Changes what a robot may do, its end, its description, or whether it may sign in. Holds from the next request on: the tokens given
 * out before a change of what it may do, or a disabling, end. @throws AppError as `createRobot`
 */
export async function updateRobot(
  principal: SignedIn,
  place: RobotPlace,
  input: z.output<typeof updateRobotInput>,
  actor: Actor,
): Promise<Robot> {
  if (input.grants) refuseBeyondToken(principal, input.grants);
  return changeRobot(principal, place, async (tx, before, home) => {
    const after = {
      description: input.description ?? before.description,
      grants: input.grants ?? before.grants,
      admin: input.admin ?? before.admin,
      expiresAt: input.expiresAt === undefined ? before.expiresAt : dateOf(input.expiresAt),
      disabled: input.disabled ?? before.disabled,
    };
    const detail = differences({ ...before, grants: presentRobot(before).grants }, after);
    if (Object.keys(detail).length > 0) {
      const narrows = 'grants' in detail || 'admin' in detail || after.disabled;
      await updateRobotRow(tx, before.id, after, narrows);
      await record(tx, 'robot.updated', before, detail, actor);
    }
    return presentRobot((await readRobot(home, before.name, tx))!);
  });
}

/** Deletes a robot, with its secrets and the rules that are about it; it is out at once. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED */
export async function deleteRobot(principal: SignedIn, place: RobotPlace, actor: Actor): Promise<void> {
  await changeRobot(principal, place, async (tx, robot) => {
    await deleteRobotRow(tx, robot.id);
    await record(tx, 'robot.deleted', robot, null, actor);
  });
}

type Values = Pick<RobotRow, 'description' | 'grants' | 'admin' | 'expiresAt' | 'disabled'>;

/** The new values of what changes. */
function differences(before: Values, after: Values): Record<string, unknown> {
  const changed = (Object.keys(after) as (keyof Values)[]).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  return Object.fromEntries(changed.map((key) => [key, after[key]]));
}

async function refuseTooMany(tx: Tx, home: RobotHome): Promise<void> {
  if ((await readRobots(home, tx)).length < MAX_ROBOTS) return;
  throw new AppError(
    'CONFLICT',
    `There are ${MAX_ROBOTS} robots here, which is all there may be: delete those that nothing uses.`,
  );
}

async function record(
  tx: Tx,
  action: 'robot.created' | 'robot.updated' | 'robot.deleted',
  { name, project }: Pick<RobotRow, 'name' | 'project'>,
  detail: Record<string, unknown> | null,
  actor: Actor,
): Promise<void> {
  await recordAudit(tx, { actor, action, project, target: name, detail });
  await publishAccess(tx, project ?? '', actor);
}

function nameTaken(error: unknown, name: string): never {
  if (!isUniqueViolation(error)) throw error;
  const message = `There is a robot ${name} already. Give another name.`;
  throw new AppError('CONFLICT', message, { detail: { fields: { name: message } }, cause: error });
}

function dateOf(at: string | null): Date | null {
  return at === null ? null : new Date(at);
}
