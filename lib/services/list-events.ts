import type { z } from 'zod';
import { readTagEvents, TAG_EVENT_SORT } from '#lib/db/read-tag-events.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Page, pageQuery } from '#lib/schemas/common.ts';
import type { TagEvent } from '#lib/schemas/repositories.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { presentTagEvent } from './present-tag-event.ts';
import { requireRepository } from './require-access.ts';

/** The one order of the list, as cursors name it. */
const SORT = '-at';

/**
 * A page of the timeline of a repository, or of one of its tags (also a deleted one), latest first.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, and REQUEST_INVALID for a cursor of another list
 */
export async function listEvents(
  principal: Principal,
  input: z.infer<typeof pageQuery> & { repository: string; tag?: string },
): Promise<Page<TagEvent>> {
  const after = decodeCursor(input.cursor, SORT, TAG_EVENT_SORT);
  const repository = await requireRepository(principal, input.repository, 'project.view');
  const page = await readTagEvents(
    { repositoryId: repository.id, tag: input.tag },
    { after, limit: input.limit },
  );
  return { items: page.rows.map(presentTagEvent), nextCursor: encodeCursor(SORT, page.next) };
}
