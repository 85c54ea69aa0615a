import type { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import { dropProviderMembers } from '#lib/db/group-mappings.ts';
import * as rows from '#lib/db/groups.ts';
import type { GroupRow } from '#lib/db/groups.ts';
import { transaction, type Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Page } from '#lib/schemas/common.ts';
import type { createGroupInput, Group, GroupDetail, GroupMapping, groupsQuery } from '#lib/schemas/groups.ts';
import type { Actor } from './actor.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { publishAccess } from './publish-access.ts';
import { requireSystem } from './require-system.ts';

/** The one order of the list, as cursors name it. */
const SORT = 'name';

/** A page of all groups, by name. For administrators, as all here. @throws AppError DENIED; REQUEST_INVALID for a cursor of another list */
export async function listGroups(
  principal: Principal,
  input: z.output<typeof groupsQuery>,
): Promise<Page<Group>> {
  requireSystem(principal, 'users.manage');
  const after = decodeCursor(input.cursor, SORT, rows.GROUP_SORT);
  const [page, total] = await Promise.all([
    rows.readGroups(input.q, { after, limit: input.limit }),
    rows.countGroups(input.q),
  ]);
  return { items: page.rows.map(present), nextCursor: encodeCursor(SORT, page.next), total };
}

/** One group with its projects and mappings. @throws AppError DENIED, NOT_FOUND */
export async function getGroup(principal: Principal, name: string): Promise<GroupDetail> {
  requireSystem(principal, 'users.manage');
  const group = await rows.findGroup(name);
  if (!group) throw noGroup(name);
  const [projects, mappings] = await Promise.all([
    rows.readProjectsOfGroup(group.id),
    rows.readMappings(group.id),
  ]);
  return { ...present(group), projects, mappings };
}

/** @throws AppError DENIED; CONFLICT for a name that is taken */
export async function createGroup(
  principal: Principal,
  input: z.output<typeof createGroupInput>,
  actor: Actor,
): Promise<Group> {
  requireSystem(principal, 'users.manage');
  return await transaction(async (tx) => {
    const group = await rows.insertGroup(tx, input);
    if (!group) throw new AppError('CONFLICT', `There is a group ${input.name} already.`);
    await recordAudit(tx, { actor, action: 'group.created', target: input.name });
    return present(group);
  });
}

/** @throws AppError DENIED, NOT_FOUND */
export async function updateGroup(
  principal: Principal,
  { name, description }: { name: string; description: string },
  actor: Actor,
): Promise<Group> {
  return await changeGroup(principal, name, async (tx, group) => {
    await rows.updateGroupRow(tx, group.id, description);
    await recordAudit(tx, { actor, action: 'group.updated', target: name, detail: { description } });
    return present({ ...group, description });
  });
}

/** What its members had through it ends with the next request. @throws AppError DENIED, NOT_FOUND */
export async function deleteGroup(principal: Principal, name: string, actor: Actor): Promise<void> {
  await changeGroup(principal, name, async (tx, group) => {
    await rows.raiseVersionsOfGroup(tx, group.id);
    await rows.deleteGroupRow(tx, group.id);
    const detail = { members: group.memberCount, projects: group.projectCount };
    await recordAudit(tx, { actor, action: 'group.deleted', target: name, detail });
    await publishAccess(tx, '', actor);
  });
}

/**
 * Says which groups of sign-in providers the group stands for; who signs in next is in it, or not. Where one is taken away, all whom its
 * provider put in are out until they sign in again: which value each of them came by is not known. @throws AppError DENIED, NOT_FOUND
 */
export async function setGroupMappings(
  principal: Principal,
  { name, items }: { name: string; items: GroupMapping[] },
  actor: Actor,
): Promise<{ items: GroupMapping[] }> {
  return await changeGroup(principal, name, async (tx, group) => {
    const before = await rows.readMappings(group.id);
    await rows.replaceMappings(tx, group.id, items);
    const lost = before
      .filter((old) => !items.some((item) => isSame(item, old)))
      .map(({ provider }) => provider);
    if ((await dropProviderMembers(tx, group.id, lost)) > 0) {
      await rows.raiseVersionsOfGroup(tx, group.id);
      await publishAccess(tx, '', actor);
    }
    await recordAudit(tx, { actor, action: 'group.mapped', target: name, detail: { mappings: items } });
    return { items };
  });
}

function isSame(one: GroupMapping, other: GroupMapping): boolean {
  return one.provider === other.provider && one.value === other.value;
}

/** Runs `work` on the group with its row locked, for administrators. @throws AppError DENIED, NOT_FOUND, and what `work` throws */
export async function changeGroup<T>(
  principal: Principal,
  name: string,
  work: (tx: Tx, group: GroupRow) => Promise<T>,
): Promise<T> {
  requireSystem(principal, 'users.manage');
  return await transaction(async (tx) => {
    const group = await rows.lockGroup(tx, name);
    if (!group) throw noGroup(name);
    return await work(tx, group);
  });
}

export function noGroup(name: string): AppError {
  return new AppError('NOT_FOUND', `There is no group ${name}.`);
}

function present({ id: _, createdAt, ...group }: GroupRow): Group {
  return { ...group, createdAt: createdAt.toISOString() };
}
