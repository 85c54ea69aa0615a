import { readTagsByDigest } from '#lib/db/read-aliases.ts';
import type { TagFilter, TagRow } from '#lib/db/read-tags.ts';
import { countTags, readTags, TAG_SORTS } from '#lib/db/read-tags.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Page } from '#lib/schemas/common.ts';
import type { Tag, TagsQuery } from '#lib/schemas/repositories.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { MOST_ALIASES, presentTag } from './present-tag.ts';
import { requireRepository } from './require-access.ts';
import { sortOf } from './sort-of.ts';

/**
 * A page of the tags of a repository, sorted and filtered over the whole set; `total` counts all that match.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, and REQUEST_INVALID for a cursor of another list
 */
export async function listTags(
  principal: Principal,
  input: TagsQuery & { repository: string },
): Promise<Page<Tag>> {
  const { field, descending } = sortOf<keyof typeof TAG_SORTS>(input.sort);
  const after = decodeCursor(input.cursor, input.sort, TAG_SORTS[field]);
  const repository = await requireRepository(principal, input.repository, 'project.view');
  const filter = filterOf(repository.id, input);
  const [page, total] = await Promise.all([
    readTags(filter, field, { descending, after, limit: input.limit }),
    isFiltered(filter) ? countTags(filter) : repository.tagCount,
  ]);
  return {
    items: await withAliases(repository.id, page.rows),
    nextCursor: encodeCursor(input.sort, page.next),
    total,
  };
}

async function withAliases(repositoryId: number, rows: TagRow[]): Promise<Tag[]> {
  const digests = [...new Set(rows.map((row) => row.digest))];
  // One more than are shown, since a tag is no alias of itself.
  const shared = await readTagsByDigest(repositoryId, digests, { most: MOST_ALIASES + 1 });
  const byDigest = new Map(shared.map((entry) => [entry.digest, entry]));
  return rows.map((row) => presentTag(row, byDigest.get(row.digest)));
}

function filterOf(repositoryId: number, { q, platform, newerThanDays, olderThanDays }: TagsQuery): TagFilter {
  return { repositoryId, q, platform, newerThanDays, olderThanDays };
}

/** The number of all tags is kept; that of a choice has to be counted. */
function isFiltered({ repositoryId: _, ...filter }: TagFilter): boolean {
  return Object.values(filter).some(Boolean);
}
