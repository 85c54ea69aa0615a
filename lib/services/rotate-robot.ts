import { recordAudit } from '#lib/audit/record.ts';
import { countRobotSecrets, deleteRobotSecrets, endRobotSecretsAfter } from '#lib/db/robot-secrets.ts';
import { raiseRobotStamp, readRobot } from '#lib/db/robots.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import type { RobotWithSecret } from '#lib/schemas/robots.ts';
import type { Actor } from './actor.ts';
import { issueRobotSecret } from './issue-robot-secret.ts';
import { presentRobot } from './present-robot.ts';
import { publishAccess } from './publish-access.ts';
import { changeRobot, type RobotPlace } from './robot-home.ts';

const SECONDS_AN_HOUR = 3600;
/** More than so many overlapping rotations are a mistake, and each secret is one more that can leak. */
const MAX_SECRETS = 5;

/**
 * Gives a robot a new secret, told here and never again. The old ones go on for `overlapHours`, so that machines can be told the new one
 * one by one; with 0 they, and every token given out for them, end at once.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED; CONFLICT when too many old ones still hold
 */
export async function rotateRobot(
  principal: SignedIn,
  place: RobotPlace,
  { overlapHours }: { overlapHours: number },
  actor: Actor,
): Promise<RobotWithSecret> {
  return changeRobot(principal, place, async (tx, robot, home) => {
    await endOld(tx, robot, overlapHours);
    const { secret } = await issueRobotSecret(tx, robot.id);
    const { name, project } = robot;
    await recordAudit(tx, {
      actor,
      action: 'robot.rotated',
      project,
      target: name,
      detail: { overlapHours },
    });
    await publishAccess(tx, project ?? '', actor);
    return { ...presentRobot((await readRobot(home, name, tx))!), secret };
  });
}

async function endOld(
  tx: Tx,
  { id, name }: { id: number; name: string },
  overlapHours: number,
): Promise<void> {
  if (overlapHours === 0) {
    await deleteRobotSecrets(tx, id);
    await raiseRobotStamp(tx, id);
    return;
  }
  if ((await countRobotSecrets(tx, id, false)) >= MAX_SECRETS) {
    throw new AppError(
      'CONFLICT',
      `${MAX_SECRETS} secrets of ${name} still hold. Rotate it without an overlap to end them all.`,
    );
  }
  await endRobotSecretsAfter(tx, id, overlapHours * SECONDS_AN_HOUR);
}
