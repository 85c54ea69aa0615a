import type { z } from 'zod';
import { countUsers, readUsers, USER_SORTS } from '#lib/db/read-users.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Page } from '#lib/schemas/common.ts';
import type { User, usersQuery } from '#lib/schemas/users.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { presentUser } from './present-user.ts';
import { requireSystem } from './require-system.ts';
import { sortOf } from './sort-of.ts';

/** A page of all users. For administrators. @throws AppError DENIED, REQUEST_INVALID for a cursor of another list */
export async function listUsers(
  principal: Principal,
  input: z.output<typeof usersQuery>,
): Promise<Page<User>> {
  requireSystem(principal, 'users.manage');
  const { field, descending } = sortOf<keyof typeof USER_SORTS>(input.sort);
  const after = decodeCursor(input.cursor, input.sort, USER_SORTS[field]);
  const filter = { q: input.q };
  const [page, total] = await Promise.all([
    readUsers(filter, field, { descending, after, limit: input.limit }),
    countUsers(filter),
  ]);
  return { items: page.rows.map(presentUser), nextCursor: encodeCursor(input.sort, page.next), total };
}
