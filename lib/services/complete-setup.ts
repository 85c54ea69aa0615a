import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import { hashPassword } from '#lib/auth/password.ts';
import { refuseWeakPassword } from '#lib/auth/password-rules.ts';
import { deleteSetting } from '#lib/db/settings.ts';
import { transaction } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Me, setupInput } from '#lib/schemas/users.ts';
import type { Actor } from './actor.ts';
import { insertAccount } from './insert-account.ts';
import { refuseNameUpstream } from './refuse-taken-name.ts';
import { checkSetupToken, SETUP_SETTING } from './setup-token.ts';

/**
 * Makes the first administrator, by the token of the set-up link, which is used up with it.
 * @throws AppError DENIED for a wrong token; CONFLICT once set-up is over (also for the second of two at the same time),
 *   or for a name that is taken; REQUEST_INVALID for a weak password
 */
export async function completeSetup(input: z.output<typeof setupInput>, actor: Actor): Promise<Me> {
  const { token, username: name, email = null } = input;
  // Before anything costly, and before a stranger learns which names are taken.
  refuse(await checkSetupToken(token));
  await refuseWeakPassword(input.password, { username: name, email });
  await refuseNameUpstream(name);
  const passwordHash = await hashPassword(input.password);
  await transaction(async (tx) => {
    refuse(await checkSetupToken(token, tx));
    await insertAccount(tx, { name, email, passwordHash, admin: true });
    await deleteSetting(SETUP_SETTING, tx);
    await recordAudit(tx, { actor: { ...actor, name }, action: 'system.set-up', target: name });
  });
  return { username: name, email, admin: true, canCreateProjects: true };
}

/** Whether the set-up link is still good; for the page that it opens. */
export async function isSetupTokenValid(token: string): Promise<boolean> {
  return (await checkSetupToken(token)) === 'valid';
}

function refuse(state: 'valid' | 'wrong' | 'absent'): void {
  if (state === 'absent') throw new AppError('CONFLICT', 'Lighter is set up already. Sign in instead.');
  if (state === 'wrong') {
    throw new AppError(
      'DENIED',
      'This set-up link is not valid any more: each start of Lighter prints a new one. Use the latest.',
    );
  }
}
