import { suggestGroupNames } from '#lib/db/groups.ts';
import { ownsAnyProject } from '#lib/db/members.ts';
import { suggestUserNames } from '#lib/db/read-users.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { can } from '#lib/policies/can.ts';
import type { SignedIn } from '#lib/policies/principal.ts';

/** What a list under a text field shows at once. */
const MAX_SUGGESTIONS = 10;

/** Names of users, for who adds a member, and nothing but the names. @throws AppError DENIED for who looks after no project */
export async function suggestUsers(
  principal: SignedIn,
  q: string,
): Promise<{ items: { username: string }[] }> {
  await requireKeeper(principal);
  const names = await suggestUserNames(q, MAX_SUGGESTIONS);
  return { items: names.map((username) => ({ username })) };
}

/** The same of groups. */
export async function suggestGroups(principal: SignedIn, q: string): Promise<{ items: { name: string }[] }> {
  await requireKeeper(principal);
  const names = await suggestGroupNames(q, MAX_SUGGESTIONS);
  return { items: names.map((name) => ({ name })) };
}

/** Who else is here is nobody's business but theirs who give rights. */
async function requireKeeper(principal: SignedIn): Promise<void> {
  if (can(principal, 'users.manage', { kind: 'system' }).allowed) return;
  if (principal.kind === 'user' && (await ownsAnyProject(principal.id))) return;
  throw new AppError('DENIED', 'This is for owners of projects and for administrators.', {
    detail: { needs: 'role owner in a project' },
  });
}
