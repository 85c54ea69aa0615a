import type { z } from 'zod';
import type { TrashFilter, TrashRow } from '#lib/db/read-trash.ts';
import { countTrash, readTrash, TRASH_SORT } from '#lib/db/read-trash.ts';
import type { Principal, ProjectAction } from '#lib/policies/can.ts';
import type { Page, pageQuery } from '#lib/schemas/common.ts';
import type { TrashEntry } from '#lib/schemas/repositories.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { requireProject, requireRepository } from './require-access.ts';

/** What was deleted is the members' business: visitors of a public project see what is there. */
export const SEE_TRASH: ProjectAction = 'members.view';

/** The one order of the list, as cursors name it. */
const SORT = '-deletedAt';

type Paging = z.infer<typeof pageQuery>;

/**
 * A page of what can still be restored in a project, latest deleted first.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED, and REQUEST_INVALID for a cursor of another list
 */
export async function listProjectTrash(
  principal: Principal,
  input: Paging & { project: string },
): Promise<Page<TrashEntry>> {
  const project = await requireProject(principal, input.project, SEE_TRASH);
  return await trashPage({ projectId: project.id, viewer: principal }, input);
}

/** The same of one repository. */
export async function listRepositoryTrash(
  principal: Principal,
  input: Paging & { repository: string },
): Promise<Page<TrashEntry>> {
  const repository = await requireRepository(principal, input.repository, SEE_TRASH);
  return await trashPage({ repositoryId: repository.id }, input);
}

async function trashPage(filter: TrashFilter, input: Paging): Promise<Page<TrashEntry>> {
  const after = decodeCursor(input.cursor, SORT, TRASH_SORT);
  const [page, total] = await Promise.all([
    readTrash(filter, { after, limit: input.limit }),
    countTrash(filter),
  ]);
  return { items: page.rows.map(presentTrashEntry), nextCursor: encodeCursor(SORT, page.next), total };
}

function presentTrashEntry(row: TrashRow): TrashEntry {
  return {
    id: String(row.id),
    repository: row.repository,
    tag: row.tag,
    digest: row.digest,
    size: row.size,
    deletedBy: row.deletedBy,
    deletedAt: row.deletedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}
