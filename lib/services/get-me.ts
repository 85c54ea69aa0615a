import type { UserPrincipal } from '#lib/auth/authenticate.ts';
import { findUser } from '#lib/db/users.ts';
import { can } from '#lib/policies/can.ts';
import type { Me } from '#lib/schemas/users.ts';

/** What a signed-in user is told of themself. */
export async function getMe(principal: UserPrincipal): Promise<Me> {
  const user = await findUser(principal.name);
  return {
    username: principal.name,
    email: user?.email ?? null,
    admin: principal.admin,
    canCreateProjects: can(principal, 'projects.create', { kind: 'system' }).allowed,
  };
}
