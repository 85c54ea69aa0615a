import { isUniqueViolation } from '#lib/db/database-error.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { insertUser, type NewUser, type UserRow } from '#lib/db/users.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { takeName } from './refuse-taken-name.ts';

/** Takes the name and makes the user. @throws AppError CONFLICT for a name or an e-mail address that is taken */
export async function insertAccount(tx: Tx, user: NewUser): Promise<UserRow> {
  await takeName(tx, user.name);
  return await insertUser(tx, user).catch(emailTaken);
}

/** The only unique constraint left, once the name is taken, is that of the address. */
export function emailTaken(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  throw new AppError('CONFLICT', 'Another account has this e-mail address. Give a different one.', {
    detail: { fields: { email: 'Another account has this address.' } },
    cause: error,
  });
}
