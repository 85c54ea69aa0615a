import { recordAudit } from '#lib/audit/record.ts';
import { checkPassword, type UserPrincipal } from '#lib/auth/authenticate.ts';
import { newRecoveryCodes } from '#lib/auth/recovery-codes.ts';
import { newSecondFactor, recoveryHashes, stepOf, withSecondFactor } from '#lib/auth/second-factor.ts';
import {
  confirmSecondFactor,
  deleteSecondFactor,
  lockSecondFactor,
  readSecondFactor,
  replaceRecoveryCodes,
  startSecondFactor,
} from '#lib/db/second-factor.ts';
import { deleteUserSessions, restampSession } from '#lib/db/sessions.ts';
import { readSignInSettings } from '#lib/db/sign-in-settings.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { NewSecondFactor, SecondFactorState } from '#lib/schemas/sign-in.ts';
import type { Actor } from './actor.ts';
import { noUser } from './get-user.ts';

/** Who does it, and in which session (null: none), which lives on past the change. */
type Context = { actor: Actor; sessionId: string | null };

/** Whether one has a second factor, and how many recovery codes are left. */
export async function getSecondFactor(principal: UserPrincipal): Promise<SecondFactorState> {
  const [factor, settings] = await Promise.all([readSecondFactor(principal.id), readSignInSettings()]);
  if (!factor) throw noUser(principal.name);
  const enabled = factor.confirmedAt !== null;
  return {
    enabled,
    since: factor.confirmedAt?.toISOString() ?? null,
    recoveryCodesLeft: enabled ? factor.codesLeft : 0,
    required: settings.secondFactorRequired,
    available: factor.hasPassword,
  };
}

/**
 * A new secret for one's app, and recovery codes; both count once the first code of the app was given. `host` names the service in the app.
 * @throws AppError REQUEST_INVALID for a wrong password; CONFLICT when one has a second factor already
 */
export async function startMySecondFactor(
  principal: UserPrincipal,
  input: { password: string; host: string },
  actor: Actor,
): Promise<NewSecondFactor> {
  await provePassword(principal, input.password, actor);
  return await startFor(principal, input.host);
}

/** The same, for who is known by something else than a session. @throws AppError CONFLICT as above */
export async function startFor(user: { id: number; name: string }, host: string): Promise<NewSecondFactor> {
  const { shown, kept } = await newSecondFactor(user, `Lighter ${new URL(`http://${host}`).hostname}`);
  await transaction(async (tx) => {
    if (!(await startSecondFactor(tx, user.id, kept.secret))) {
      throw new AppError('CONFLICT', 'You have a second factor already. Turn it off to set up another.');
    }
    await replaceRecoveryCodes(tx, user.id, kept.hashes);
  });
  return shown;
}

/**
 * From here on one's password alone opens nothing: one's other sessions end, and docker and the API need an access token.
 * @throws AppError REQUEST_INVALID for a wrong code, CONFLICT when there is nothing to confirm
 */
export async function confirmMySecondFactor(
  principal: UserPrincipal,
  code: string,
  { actor, sessionId }: Context,
): Promise<void> {
  await transaction(async (tx) => {
    const factor = await lockSecondFactor(tx, principal.id);
    if (!factor?.secret || factor.confirmedAt) {
      throw new AppError('CONFLICT', 'There is no second factor to confirm: begin to set one up.');
    }
    const step = await stepOf(factor, code);
    if (step === null) throw wrongCode();
    const stamp = await confirmSecondFactor(tx, principal.id, step);
    await keepSession(tx, principal, sessionId, stamp);
    await recordAudit(tx, { actor, action: 'user.second-factor-enabled', target: principal.name });
  });
}

/**
 * One's password alone is enough again. @throws AppError REQUEST_INVALID for a wrong password or code, TOOMANYREQUESTS after too many,
 * CONFLICT when one has none
 */
export async function disableMySecondFactor(
  principal: UserPrincipal,
  input: { password: string; code: string },
  { actor, sessionId }: Context,
): Promise<void> {
  await provePassword(principal, input.password, actor);
  const { secondFactorRequired } = await readSignInSettings();
  await proveCode(principal, input.code, actor, async (tx) => {
    const stamp = await deleteSecondFactor(tx, principal.id);
    // Where everyone needs one, the next sign-in leads to a new one: no session without one stays.
    if (stamp !== null && !secondFactorRequired) await keepSession(tx, principal, sessionId, stamp);
    else await deleteUserSessions(tx, principal.id, null);
    await recordAudit(tx, { actor, action: 'user.second-factor-disabled', target: principal.name });
  });
}

/** New recovery codes; those of before stop working. @throws AppError as `disableMySecondFactor` */
export async function renewRecoveryCodes(
  principal: UserPrincipal,
  input: { password: string; code: string },
  actor: Actor,
): Promise<{ recoveryCodes: string[] }> {
  await provePassword(principal, input.password, actor);
  const recoveryCodes = newRecoveryCodes();
  const hashes = await recoveryHashes(principal.id, recoveryCodes);
  await proveCode(principal, input.code, actor, async (tx) => {
    await replaceRecoveryCodes(tx, principal.id, hashes);
    await recordAudit(tx, { actor, action: 'user.recovery-codes-renewed', target: principal.name });
  });
  return { recoveryCodes };
}

/** A session that somebody left open must not be enough. */
async function provePassword(principal: UserPrincipal, password: string, actor: Actor): Promise<void> {
  const proven = await checkPassword(principal.name, password, actor.address);
  if (proven) return;
  throw new AppError('REQUEST_INVALID', 'The password is wrong.', {
    detail: { fields: { password: 'This is not your password.' } },
  });
}

async function proveCode(
  principal: UserPrincipal,
  code: string,
  actor: Actor,
  work: (tx: Tx) => Promise<void>,
): Promise<void> {
  const factor = await readSecondFactor(principal.id);
  if (!factor?.confirmedAt) throw new AppError('CONFLICT', 'You have no second factor.');
  const done = await withSecondFactor(principal, code, actor.address, {
    work: async (tx) => {
      await work(tx);
      return true;
    },
  });
  if (!done) throw wrongCode();
}

async function keepSession(
  tx: Tx,
  principal: UserPrincipal,
  sessionId: string | null,
  stamp: number,
): Promise<void> {
  await deleteUserSessions(tx, principal.id, sessionId);
  if (sessionId !== null) await restampSession(tx, sessionId, principal.id, stamp);
}

function wrongCode(): AppError {
  const message = 'This code is wrong, or was used before. Wait for the next one.';
  return new AppError('REQUEST_INVALID', message, { detail: { fields: { code: message } } });
}
