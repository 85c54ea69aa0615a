import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import { hashPassword } from '#lib/auth/password.ts';
import { refuseWeakPassword } from '#lib/auth/password-rules.ts';
import { transaction } from '#lib/db/transaction.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { createUserInput, User } from '#lib/schemas/users.ts';
import type { Actor } from './actor.ts';
import { insertAccount } from './insert-account.ts';
import { presentUser } from './present-user.ts';
import { refuseNameUpstream } from './refuse-taken-name.ts';
import { requireSystem } from './require-system.ts';

/**
 * Makes an account. For administrators.
 * @throws AppError DENIED; REQUEST_INVALID for a weak password; CONFLICT for a name or address that is taken; UPSTREAM_ERROR when the registry can't be asked
 */
export async function createUser(
  principal: Principal,
  input: z.output<typeof createUserInput>,
  actor: Actor,
): Promise<User> {
  requireSystem(principal, 'users.manage');
  const { username: name, admin } = input;
  await refuseWeakPassword(input.password, { username: name, email: input.email ?? null });
  await refuseNameUpstream(name);
  const passwordHash = await hashPassword(input.password);
  return await transaction(async (tx) => {
    const user = await insertAccount(tx, { name, email: input.email ?? null, passwordHash, admin });
    await recordAudit(tx, { actor, action: 'user.created', target: name, detail: { admin } });
    return presentUser(user);
  });
}
