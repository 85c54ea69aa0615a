import { recordAudit } from '#lib/audit/record.ts';
import { auditRefusal } from '#lib/auth/audit-refusal.ts';
import { claimedIssuer, verifyIssuerToken } from '#lib/auth/issuer-token.ts';
import { countWrongSecret, refuseWaiting } from '#lib/auth/secret-limit.ts';
import { countRobotSecrets } from '#lib/db/robot-secrets.ts';
import { isTrustedIssuer, lockRobotWithTrusts } from '#lib/db/robot-trusts.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { claimsMatch } from '#lib/policies/claims-match.ts';
import type { Exchanged } from '#lib/schemas/robots.ts';
import type { Actor } from './actor.ts';
import { issueRobotSecret } from './issue-robot-secret.ts';

/** A job's pull or push begins within it; one that lasts longer exchanges again. */
export const EXCHANGED_SECONDS = 15 * 60;
/** A project whose jobs start more often than once a second is doing something wrong. */
const MAX_EXCHANGED = 1000;

type Claims = Readonly<Record<string, unknown>>;

/**
 * Exchanges a token that a CI system gave its job for a short secret of a robot that trusts the system for jobs like this one (in the
 * manner of RFC 8693). The same token may be exchanged again while it holds. One refusal for a robot that is not there, one that does
 * not trust the issuer, and a token that is wrong; the signature is checked before the robot is looked for, so that time does not tell
 * them apart either.
 * @throws AppError UNAUTHORIZED; TOOMANYREQUESTS after too many wrong ones, or too many exchanges; UPSTREAM_* when the issuer can't be asked
 */
export async function exchangeToken(
  { robot, token }: { robot: string; token: string },
  actor: Actor,
): Promise<Exchanged> {
  await refuseWaiting(actor.address);
  const claims = await verified(token);
  const exchanged = claims && (await transaction((tx) => exchange(tx, robot, claims, actor)));
  if (exchanged) return exchanged;
  await countWrongSecret(actor.address);
  await auditRefusal({
    actor: { ...actor, credential: 'exchange' },
    action: 'robot.exchange-refused',
    // Anybody can send any name here: only one that was reached with a sound token is told of.
    target: claims ? robot.slice(0, MAX_TOLD) : null,
    detail: claims ? { issuer: claims['iss'], subject: claims['sub'] ?? null } : null,
  });
  throw new AppError(
    'UNAUTHORIZED',
    'This token is not one that the robot trusts: check its issuer, audience and claims, that it has not ended, and the name of the robot.',
  );
}

const MAX_TOLD = 200;

/** Issuers that no robot trusts are not asked for anything. */
async function verified(token: string): Promise<Claims | null> {
  const issuer = claimedIssuer(token);
  if (issuer === null || issuer.includes('\0') || !(await isTrustedIssuer(issuer))) return null;
  return verifyIssuerToken(token, issuer);
}

async function exchange(tx: Tx, name: string, claims: Claims, actor: Actor): Promise<Exchanged | null> {
  const robot = name.includes('\0') ? null : await lockRobotWithTrusts(tx, name, String(claims['iss']));
  if (!robot?.trusts.some((trust) => claimsMatch(trust, claims))) return null;
  if ((await countRobotSecrets(tx, robot.id, true)) >= MAX_EXCHANGED) throw tooMany(name);
  const lifetime = Math.max(1, Math.min(EXCHANGED_SECONDS, robot.secondsLeft ?? EXCHANGED_SECONDS));
  const { secret, expiresAt } = await issueRobotSecret(tx, robot.id, lifetime);
  await recordAudit(tx, {
    actor: { name, address: actor.address, credential: 'exchange' },
    action: 'robot.exchanged',
    project: robot.project,
    target: name,
    detail: { issuer: claims['iss'], subject: claims['sub'] ?? null },
  });
  return { username: name, secret, expiresAt: expiresAt!.toISOString() };
}

function tooMany(name: string): AppError {
  return new AppError(
    'TOOMANYREQUESTS',
    `${name} got ${MAX_EXCHANGED} secrets by exchanges within the last minutes. Have each job exchange its token once.`,
    { retryAfter: 60 },
  );
}
