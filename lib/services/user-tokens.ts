import { readApiTokens } from '#lib/db/api-tokens.ts';
import { findUser } from '#lib/db/users.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { ApiToken } from '#lib/schemas/tokens.ts';
import type { Actor } from './actor.ts';
import { noUser } from './get-user.ts';
import { revoke } from './my-tokens.ts';
import { presentToken } from './present-token.ts';
import { requireSystem } from './require-system.ts';

/** Somebody's access tokens, the newest first. For administrators. @throws AppError DENIED, NOT_FOUND */
export async function listUserTokens(principal: Principal, name: string): Promise<{ items: ApiToken[] }> {
  const user = await requireUser(principal, name);
  return { items: (await readApiTokens(user.id)).map(presentToken) };
}

/** Takes somebody's access token back, at once. For administrators. @throws AppError DENIED, NOT_FOUND */
export async function revokeUserToken(
  principal: Principal,
  { name, id }: { name: string; id: number },
  actor: Actor,
): Promise<void> {
  await revoke(await requireUser(principal, name), id, actor);
}

async function requireUser(principal: Principal, name: string): Promise<{ id: number; name: string }> {
  requireSystem(principal, 'users.manage');
  const user = await findUser(name);
  if (!user) throw noUser(name);
  return user;
}
