import { findUser } from '#lib/db/users.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { User } from '#lib/schemas/users.ts';
import { presentUser } from './present-user.ts';
import { requireSystem } from './require-system.ts';

/** One user. For administrators. @throws AppError DENIED, NOT_FOUND */
export async function getUser(principal: Principal, name: string): Promise<User> {
  requireSystem(principal, 'users.manage');
  const user = await findUser(name);
  if (!user) throw noUser(name);
  return presentUser(user);
}

export function noUser(name: string): AppError {
  return new AppError('NOT_FOUND', `There is no user ${name}. Check the spelling.`);
}
