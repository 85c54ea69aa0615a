import type { z } from 'zod';
import { countRepositories, readRepositories, REPOSITORY_SORTS } from '#lib/db/read-repositories.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Page } from '#lib/schemas/common.ts';
import type { repositoriesQuery, Repository } from '#lib/schemas/repositories.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { presentRepository } from './present-repository.ts';
import { sortOf } from './sort-of.ts';

/**
 * A page of the repositories that hold something and that the principal may see; of a project that they may not see,
 * none. `total` counts all that match.
 * @throws AppError REQUEST_INVALID for a cursor of another list
 */
export async function listRepositories(
  principal: Principal,
  input: z.infer<typeof repositoriesQuery>,
): Promise<Page<Repository>> {
  const { field, descending } = sortOf<keyof typeof REPOSITORY_SORTS>(input.sort);
  const after = decodeCursor(input.cursor, input.sort, REPOSITORY_SORTS[field]);
  const filter = { viewer: principal, project: input.project, q: input.q };
  const [page, total] = await Promise.all([
    readRepositories(filter, field, { descending, after, limit: input.limit }),
    countRepositories(filter),
  ]);
  return { items: page.rows.map(presentRepository), nextCursor: encodeCursor(input.sort, page.next), total };
}
