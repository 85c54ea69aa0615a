import type { z } from 'zod';
import { countMembers, MEMBER_SORT, readMemberGroups, readMembers } from '#lib/db/members.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Page, pageQuery } from '#lib/schemas/common.ts';
import type { Member, MemberGroup } from '#lib/schemas/projects.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { presentMember } from './present-member.ts';
import { requireProject } from './require-access.ts';

/** The one order of the list, as cursors name it. */
const SORT = '-role';

/**
 * A page of those who have a role in a project, by themselves or by a group; from owner to guest.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED, and REQUEST_INVALID for a cursor of another list
 */
export async function listMembers(
  principal: Principal,
  input: z.output<typeof pageQuery> & { project: string },
): Promise<Page<Member>> {
  const project = await requireProject(principal, input.project, 'members.view');
  const after = decodeCursor(input.cursor, SORT, MEMBER_SORT);
  const [page, total] = await Promise.all([
    readMembers(project.id, { after, limit: input.limit }),
    countMembers(project.id),
  ]);
  return { items: page.rows.map(presentMember), nextCursor: encodeCursor(SORT, page.next), total };
}

/** The groups that have a role in a project. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED */
export async function listMemberGroups(
  principal: Principal,
  name: string,
): Promise<{ items: MemberGroup[] }> {
  const project = await requireProject(principal, name, 'members.view');
  const groups = await readMemberGroups(project.id);
  return { items: groups.map((row) => ({ ...row, addedAt: row.addedAt.toISOString() })) };
}
