import { recordAudit } from '#lib/audit/record.ts';
import { environmentProviders } from '#lib/auth/external/providers.ts';
import { hashPassword } from '#lib/auth/password.ts';
import { instanceSecret } from '#lib/auth/secret.ts';
import { deleteSetting } from '#lib/db/settings.ts';
import { transaction } from '#lib/db/transaction.ts';
import { hasActiveAdmin } from '#lib/db/users.ts';
import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { SYSTEM_ACTOR } from './actor.ts';
import { insertAccount } from './insert-account.ts';
import { newSetupToken, SETUP_SETTING } from './setup-token.ts';

/**
 * What must be there before anyone is let in; called at each start. Makes the instance's secret. While nobody can
 * administer: creates `admin` with LIGHTER_ADMIN_PASSWORD, or gives a new token for the one-time set-up link, which
 * replaces the one before. @throws AppError CONFIG_INVALID for a provider of sign-in in the
 * environment that is not sound; SETUP_FAILED when the name `admin` is somebody else's
 */
export async function prepareInstance(): Promise<{ setupToken: string | null }> {
  // What the operator says wrongly of a provider is said now, and not to whoever wants to sign in.
  environmentProviders();
  await instanceSecret();
  if (!(await hasActiveAdmin())) {
    const { adminPassword } = env();
    if (adminPassword === undefined) return { setupToken: await newSetupToken() };
    await createAdmin(adminPassword);
  }
  await deleteSetting(SETUP_SETTING);
  return { setupToken: null };
}

const ADMIN = 'admin';

async function createAdmin(password: string): Promise<void> {
  const passwordHash = await hashPassword(password);
  try {
    await transaction(async (tx) => {
      await insertAccount(tx, { name: ADMIN, email: null, passwordHash, admin: true });
      await recordAudit(tx, {
        actor: SYSTEM_ACTOR,
        action: 'user.created',
        target: ADMIN,
        detail: { admin: true },
      });
    });
  } catch (cause) {
    // Another replica that starts at the same time was first.
    if (await hasActiveAdmin()) return;
    if (!(cause instanceof AppError && cause.code === 'CONFLICT')) throw cause;
    const message = `The name ${ADMIN} is taken, so LIGHTER_ADMIN_PASSWORD can not be used: start without it, and open the set-up link.`;
    throw new AppError('SETUP_FAILED', message, { cause });
  }
}
