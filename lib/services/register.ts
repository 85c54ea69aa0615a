import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import { hashPassword } from '#lib/auth/password.ts';
import { refuseWeakPassword } from '#lib/auth/password-rules.ts';
import { limitRegistrations } from '#lib/auth/sign-in-limit.ts';
import { isEmailTaken } from '#lib/db/users.ts';
import { transaction } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { registrationInput } from '#lib/schemas/joining.ts';
import type { Actor } from './actor.ts';
import { insertAccount } from './insert-account.ts';
import { refuseNameUpstream } from './refuse-taken-name.ts';
import { isRegistrationOpen } from './sign-in-settings.ts';

/**
 * Makes an account for anyone, where the administrators let anyone in. Whether a name is taken can't be hidden from who wants it; whether
 * an e-mail address is, is: the account is made without it then.
 * @throws AppError DENIED while registration is off; TOOMANYREQUESTS; REQUEST_INVALID for a weak password; CONFLICT for a taken name
 */
export async function register(
  input: z.output<typeof registrationInput>,
  actor: Actor,
): Promise<{ username: string }> {
  if (!(await isRegistrationOpen())) {
    throw new AppError(
      'DENIED',
      'Registration is off here. Ask an administrator, or an owner of the project, for an invite.',
    );
  }
  await limitRegistrations(actor.address);
  const { username: name } = input;
  await refuseWeakPassword(input.password, { username: name, email: input.email ?? null });
  // First, so that a taken name takes as long as a free one.
  const passwordHash = await hashPassword(input.password);
  await refuseNameUpstream(name);
  await transaction(async (tx) => {
    const taken = input.email !== undefined && (await isEmailTaken(tx, input.email));
    const email = taken ? null : (input.email ?? null);
    await insertAccount(tx, { name, email, passwordHash, admin: false });
    const detail = { registered: true };
    await recordAudit(tx, { actor: { ...actor, name }, action: 'user.created', target: name, detail });
  });
  return { username: name };
}
