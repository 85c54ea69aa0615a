import type { z } from 'zod';
import { countProjects, PROJECT_SORTS, readProjects } from '#lib/db/read-projects.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Page } from '#lib/schemas/common.ts';
import type { Project, projectsQuery } from '#lib/schemas/projects.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { presentProject } from './present-project.ts';
import { sortOf } from './sort-of.ts';

/**
 * A page of the projects that the principal may see: all for administrators, else public ones and their own.
 * @throws AppError REQUEST_INVALID for a cursor of another list
 */
export async function listProjects(
  principal: Principal,
  input: z.output<typeof projectsQuery>,
): Promise<Page<Project>> {
  const { field, descending } = sortOf<keyof typeof PROJECT_SORTS>(input.sort);
  const after = decodeCursor(input.cursor, input.sort, PROJECT_SORTS[field]);
  const filter = { viewer: principal, q: input.q, mine: input.mine };
  const [page, total] = await Promise.all([
    readProjects(filter, field, { descending, after, limit: input.limit }),
    countProjects(filter),
  ]);
  return { items: page.rows.map(presentProject), nextCursor: encodeCursor(input.sort, page.next), total };
}
