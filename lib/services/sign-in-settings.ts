import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import type { UserPrincipal } from '#lib/auth/authenticate.ts';
import { sessionLimits } from '#lib/auth/sessions.ts';
import { endSignInsWithoutSecondFactor, lockSecondFactor } from '#lib/db/second-factor.ts';
import { shortenSessions } from '#lib/db/sessions.ts';
import { readSignInSettings, writeSignInSettings, type SignInSettings } from '#lib/db/sign-in-settings.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { changeSignInSettingsInput, SignInSettingsShown } from '#lib/schemas/sign-in.ts';
import type { Actor } from './actor.ts';
import { publishAccess } from './publish-access.ts';
import { requireSystem } from './require-system.ts';

/** How people get in, and for how long. @throws AppError DENIED for all but administrators */
export async function getSignInSettings(principal: Principal): Promise<SignInSettingsShown> {
  requireSystem(principal, 'users.manage');
  return await readSignInSettings();
}

/** Whether anyone may make an account; for the page that offers it. */
export async function isRegistrationOpen(): Promise<boolean> {
  return (await readSignInSettings()).registration;
}

/**
 * Changes what is named. Shorter lifetimes hold for sessions that are there; once everyone needs a second factor, who has none is signed out.
 * @throws AppError DENIED for all but administrators; REQUEST_INVALID for lifetimes that contradict each other; CONFLICT when one asks of
 *   everyone a second factor that one does not have
 */
export async function changeSignInSettings(
  principal: UserPrincipal,
  input: z.output<typeof changeSignInSettingsInput>,
  actor: Actor,
): Promise<SignInSettingsShown> {
  requireSystem(principal, 'users.manage');
  return await transaction(async (tx) => {
    const before = await readSignInSettings(tx);
    const after = { ...before, ...input };
    const detail = differences(before, after);
    if (Object.keys(detail).length === 0) return after;
    refuseContradiction(after);
    await writeSignInSettings(tx, after);
    await shortenSessions(tx, sessionLimits(after));
    if (after.secondFactorRequired && !before.secondFactorRequired) {
      await requireOwnFactor(tx, principal);
      await endSignInsWithoutSecondFactor(tx, principal.id);
      await publishAccess(tx, '', actor);
    }
    await recordAudit(tx, { actor, action: 'sign-in.settings-changed', detail });
    return after;
  });
}

function differences(before: SignInSettings, after: SignInSettings): Partial<SignInSettings> {
  const changed = Object.entries(after).filter(
    ([name, value]) => before[name as keyof SignInSettings] !== value,
  );
  return Object.fromEntries(changed);
}

function refuseContradiction({ sessionIdleMinutes, sessionMaxHours }: SignInSettings): void {
  if (sessionIdleMinutes <= sessionMaxHours * 60) return;
  const message = 'A session can not be unused for longer than it lasts.';
  throw new AppError('REQUEST_INVALID', message, { detail: { fields: { sessionIdleMinutes: message } } });
}

/** Who signs in by a provider only has theirs there. */
async function requireOwnFactor(tx: Tx, principal: UserPrincipal): Promise<void> {
  const own = await lockSecondFactor(tx, principal.id);
  if (own?.confirmedAt || own?.hasPassword === false) return;
  throw new AppError('CONFLICT', 'Set up your own second factor first, on your account page.');
}
