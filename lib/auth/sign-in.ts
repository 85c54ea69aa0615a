import { recordAudit } from '#lib/audit/record.ts';
import { loadPrincipal } from '#lib/db/principals.ts';
import { confirmSecondFactor, lockSecondFactor, readSecondFactor } from '#lib/db/second-factor.ts';
import { transaction } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { checkPassword, type CheckedUser, type UserPrincipal } from './authenticate.ts';
import { noteActivity } from './note-activity.ts';
import { factorVersion, stepOf, withSecondFactor, type Proof } from './second-factor.ts';
import { openSession, type SignInPlace } from './sessions.ts';
import { readChallenge, signChallenge, type Challenge, type ChallengeNeed } from './sign-in-challenge.ts';

/** A session, or what is still to be done for one. */
export type SignInAnswer =
  | { kind: 'session'; name: string; sid: string }
  | { kind: 'challenge'; needs: ChallengeNeed; challenge: string };

/**
 * A browser's sign-in: checks the password and opens a session, or asks for the second factor; null when the password is wrong. Audited
 * both ways. @throws AppError TOOMANYREQUESTS after too many wrong ones
 */
export async function signIn(
  name: string,
  password: string,
  place: SignInPlace,
): Promise<SignInAnswer | null> {
  const checked = await checkPassword(name, password, place.address);
  if (!checked) return null;
  if (checked.secondFactor !== 'unneeded') return await challenge(checked);
  return await open(checked.principal, place, null);
}

/**
 * The second step of a sign-in: opens the session for a code of the second factor (of the app, or a recovery code), or for the first
 * code of one that had to be set up; null when the code is wrong.
 * @throws AppError UNAUTHORIZED for a challenge that has ended or was used, TOOMANYREQUESTS after too many wrong codes
 */
export async function finishSignIn(
  text: string,
  code: string,
  place: SignInPlace,
): Promise<SignInAnswer | null> {
  const { given, principal } = await challenged(text);
  if (given.needs === 'enrolment') return await finishEnrolment(principal, code, place);
  const proof = await withSecondFactor(principal, code, place.address, {
    holds: (factor) => factor.stamp === given.stamp && factorVersion(factor) === given.version,
    work: async (_tx, proof) => proof,
  });
  return proof && (await open(principal, place, proof));
}

/** Whose challenge it is, for setting up the second factor that they need. @throws AppError UNAUTHORIZED */
export async function enrolling(text: string): Promise<UserPrincipal> {
  const { given, principal } = await challenged(text);
  if (given.needs !== 'enrolment') throw endedChallenge();
  return principal;
}

async function challenge({ principal, secondFactor }: CheckedUser): Promise<SignInAnswer> {
  const factor = await readSecondFactor(principal.id);
  if (!factor) throw endedChallenge();
  const needs = secondFactor === 'needed' ? 'code' : 'enrolment';
  const { id: userId, stamp } = principal;
  const text = await signChallenge({ needs, userId, stamp, version: factorVersion(factor) });
  return { kind: 'challenge', needs, challenge: text };
}

async function challenged(text: string): Promise<{ given: Challenge; principal: UserPrincipal }> {
  const given = await readChallenge(text);
  const [user, factor] = given
    ? await Promise.all([loadPrincipal({ kind: 'user', id: given.userId }), readSecondFactor(given.userId)])
    : [];
  const isCurrent =
    given && factor && (given.needs === 'enrolment' || factorVersion(factor) === given.version);
  if (!isCurrent || user?.kind !== 'user' || user.ended || user.stamp !== given.stamp) throw endedChallenge();
  const { id, name, admin, stamp } = user;
  return { given, principal: { kind: 'user', id, name, admin, stamp } };
}

/** The stamp is raised by it: the challenge is used up. */
async function finishEnrolment(
  principal: UserPrincipal,
  code: string,
  place: SignInPlace,
): Promise<SignInAnswer | null> {
  const stamp = await transaction(async (tx) => {
    const factor = await lockSecondFactor(tx, principal.id);
    if (!factor || factor.stamp !== principal.stamp || factor.confirmedAt) return null;
    const step = await stepOf(factor, code);
    if (step === null) return null;
    const raised = await confirmSecondFactor(tx, principal.id, step);
    await recordAudit(tx, {
      actor: { name: principal.name, address: place.address, credential: 'password' },
      action: 'user.second-factor-enabled',
      target: principal.name,
    });
    return raised;
  });
  return stamp === null ? null : await open({ ...principal, stamp }, place, 'code');
}

async function open(
  user: UserPrincipal,
  place: SignInPlace,
  secondFactor: Proof | null,
): Promise<SignInAnswer> {
  const sid = await openSession(user, place);
  noteActivity(user.id);
  await recordAudit(null, {
    actor: { name: user.name, address: place.address, credential: 'password' },
    action: 'user.signed-in',
    target: user.name,
    detail: { through: 'browser', ...(secondFactor && { secondFactor }) },
  });
  return { kind: 'session', name: user.name, sid };
}

function endedChallenge(): AppError {
  return new AppError('UNAUTHORIZED', 'This sign-in took too long, or was finished already. Start again.');
}
