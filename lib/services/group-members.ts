import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import * as rows from '#lib/db/groups.ts';
import { lockUser } from '#lib/db/users.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Page, pageQuery } from '#lib/schemas/common.ts';
import type { GroupMember } from '#lib/schemas/groups.ts';
import type { Actor } from './actor.ts';
import { noUser } from './get-user.ts';
import { changeGroup, noGroup } from './groups.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { publishAccess } from './publish-access.ts';
import { requireSystem } from './require-system.ts';

/** The one order of the list, as cursors name it. */
const SORT = 'username';

type Membership = { group: string; username: string };

/** A page of a group's members, by name. For administrators, as all here. @throws AppError DENIED, NOT_FOUND, REQUEST_INVALID */
export async function listGroupMembers(
  principal: Principal,
  input: z.output<typeof pageQuery> & { group: string },
): Promise<Page<GroupMember>> {
  requireSystem(principal, 'users.manage');
  const group = await rows.findGroup(input.group);
  if (!group) throw noGroup(input.group);
  const after = decodeCursor(input.cursor, SORT, rows.GROUP_MEMBER_SORT);
  const page = await rows.readGroupMembers(group.id, { after, limit: input.limit });
  const items = page.rows.map(({ name, disabled, sources, addedAt }) => ({
    username: name,
    disabled,
    byHand: sources.includes(''),
    through: sources.filter((source) => source !== ''),
    addedAt: addedAt.toISOString(),
  }));
  return { items, nextCursor: encodeCursor(SORT, page.next), total: group.memberCount };
}

/** Puts a user into a group by hand; it holds from the next request on. @throws AppError DENIED, NOT_FOUND */
export async function addGroupMember(
  principal: Principal,
  { group: name, username }: Membership,
  actor: Actor,
): Promise<void> {
  await changeGroup(principal, name, async (tx, group) => {
    const user = await lockUser(tx, username);
    if (!user) throw noUser(username);
    if (!(await rows.insertGroupMember(tx, group.id, user.id))) return;
    await rows.raiseVersionsOfGroup(tx, group.id);
    await recordAudit(tx, { actor, action: 'group.member-added', target: name, detail: { username } });
    await publishAccess(tx, '', actor);
  });
}

/**
 * Takes a user out of a group. @throws AppError DENIED, NOT_FOUND; CONFLICT where a sign-in provider says that they are in it: there it
 * has to be changed, or the mapping
 */
export async function removeGroupMember(
  principal: Principal,
  { group: name, username }: Membership,
  actor: Actor,
): Promise<void> {
  await changeGroup(principal, name, async (tx, group) => {
    const user = await lockUser(tx, username);
    const { removed, through } = user
      ? await rows.deleteGroupMember(tx, group.id, user.id)
      : { removed: false, through: [] };
    if (through.length > 0) throw saysProvider(username, name, through);
    if (!removed) throw new AppError('NOT_FOUND', `${username} is not in the group ${name}.`);
    await rows.raiseVersionsOfGroup(tx, group.id);
    await recordAudit(tx, { actor, action: 'group.member-removed', target: name, detail: { username } });
    await publishAccess(tx, '', actor);
  });
}

function saysProvider(username: string, group: string, through: string[]): AppError {
  return new AppError(
    'CONFLICT',
    `${through.join(' and ')} says that ${username} is in ${group}: change it there, or the group's mappings here.`,
  );
}
