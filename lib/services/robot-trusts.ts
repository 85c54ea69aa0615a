import { recordAudit } from '#lib/audit/record.ts';
import { deleteExchangedSecrets } from '#lib/db/robot-secrets.ts';
import { deleteRobotTrust, insertRobotTrust, readRobotTrusts } from '#lib/db/robot-trusts.ts';
import { raiseRobotStamp, readRobot } from '#lib/db/robots.ts';
import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import { MAX_TRUSTS, type Trust, type TrustInput } from '#lib/schemas/robots.ts';
import type { Actor } from './actor.ts';
import { presentTrust } from './present-robot.ts';
import { publishAccess } from './publish-access.ts';
import { changeRobot, noRobot, requireRobots, robotName, type RobotPlace } from './robot-home.ts';

/** The issuers that a robot trusts. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED */
export async function listTrusts(principal: Principal, place: RobotPlace): Promise<{ items: Trust[] }> {
  const home = await requireRobots(principal, place.project);
  const robot = await readRobot(home, robotName(place));
  if (!robot) throw noRobot(place);
  return { items: (await readRobotTrusts(robot.id)).map(presentTrust) };
}

/**
 * Has a robot trust an issuer of OpenID Connect, for tokens with that audience and those claims.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED; REQUEST_INVALID for an issuer without TLS; CONFLICT for too many trusts
 */
export async function createTrust(
  principal: SignedIn,
  place: RobotPlace,
  input: TrustInput,
  actor: Actor,
): Promise<Trust> {
  refusePlain(input.issuer);
  return changeRobot(principal, place, async (tx, robot) => {
    if (robot.trusts >= MAX_TRUSTS) throw tooMany(robot.name);
    const trust = presentTrust(await insertRobotTrust(tx, robot.id, input));
    const { name, project } = robot;
    await recordAudit(tx, {
      actor,
      action: 'robot-trust.created',
      project,
      target: name,
      detail: { ...input },
    });
    await publishAccess(tx, project ?? '', actor);
    return trust;
  });
}

/**
 * Ends a robot's trust, and with it all that the robot got by exchanges so far.
 * @throws AppError NOT_FOUND (also for a trust of another robot), UNAUTHORIZED, DENIED
 */
export async function deleteTrust(
  principal: SignedIn,
  { id, ...place }: RobotPlace & { id: number },
  actor: Actor,
): Promise<void> {
  await changeRobot(principal, place, async (tx, robot) => {
    const { name, project } = robot;
    const gone = await deleteRobotTrust(tx, robot.id, id);
    if (!gone) throw new AppError('NOT_FOUND', `The robot ${name} has no trust ${id}.`);
    await deleteExchangedSecrets(tx, robot.id);
    await raiseRobotStamp(tx, robot.id);
    const detail = { issuer: gone.issuer, audience: gone.audience, claims: gone.claims };
    await recordAudit(tx, { actor, action: 'robot-trust.deleted', project, target: name, detail });
    await publishAccess(tx, project ?? '', actor);
  });
}

/** What comes without TLS anybody on the way can write; that is for issuers within one's own network, which the environment allows. */
function refusePlain(issuer: string): void {
  if (issuer.startsWith('https:') || env().privateTargets.length > 0) return;
  const message = 'The address of an issuer begins with https://.';
  throw new AppError('REQUEST_INVALID', message, { detail: { fields: { issuer: message } } });
}

function tooMany(name: string): AppError {
  return new AppError('CONFLICT', `The robot ${name} has ${MAX_TRUSTS} trusts, which is all it may have.`);
}
