import { readImmutabilityRules } from '#lib/db/immutability-rules.ts';
import { readTagsByDigest } from '#lib/db/read-aliases.ts';
import { countingSince, readPullDays } from '#lib/db/read-pull-days.ts';
import type { TagFilter, TagRow } from '#lib/db/read-tags.ts';
import { countTags, readTags, TAG_SORTS } from '#lib/db/read-tags.ts';
import { countAttachmentTags, readMarks } from '#lib/db/tag-marks.ts';
import type { Principal } from '#lib/policies/can.ts';
import { protector } from '#lib/policies/protection.ts';
import type { Tag, TagPage, TagsQuery } from '#lib/schemas/repositories.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { MOST_ALIASES, presentTag } from './present-tag.ts';
import type { AccessibleRepository } from './require-access.ts';
import { requireRepository } from './require-access.ts';
import { sortOf } from './sort-of.ts';

/**
 * A page of the tags of a repository, sorted and filtered over the whole set; `total` counts all that match.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, and REQUEST_INVALID for a cursor of another list
 */
export async function listTags(
  principal: Principal,
  input: TagsQuery & { repository: string },
): Promise<TagPage> {
  const { field, descending } = sortOf<keyof typeof TAG_SORTS>(input.sort);
  const after = decodeCursor(input.cursor, input.sort, TAG_SORTS[field]);
  const repository = await requireRepository(principal, input.repository, 'project.view');
  const filter = filterOf(repository.id, input);
  const [page, attachmentTags, counted] = await Promise.all([
    readTags(filter, field, { descending, after, limit: input.limit }),
    countAttachmentTags(repository.id),
    isFiltered(filter) ? countTags(filter) : null,
  ]);
  const all = repository.tagCount - (input.attachments ? 0 : attachmentTags);
  return {
    items: await presentTags(repository, page.rows),
    nextCursor: encodeCursor(input.sort, page.next),
    // A push between the statements may have been counted by one of them alone.
    total: counted ?? Math.max(all, page.rows.length),
    attachmentTags,
    size: repository.size,
  };
}

async function presentTags(
  { id: repositoryId, name, access }: AccessibleRepository,
  rows: TagRow[],
): Promise<Tag[]> {
  const digests = [...new Set(rows.map((row) => row.digest))];
  const names = rows.map((row) => row.name);
  const [shared, marks, days, rules, since] = await Promise.all([
    // One more than are shown, since a tag is no alias of itself.
    readTagsByDigest(repositoryId, digests, { most: MOST_ALIASES + 1 }),
    readMarks(repositoryId, digests),
    readPullDays(repositoryId, names),
    readImmutabilityRules(access.id),
    countingSince(),
  ]);
  const byDigest = new Map(shared.map((entry) => [entry.digest, entry]));
  const protect = protector(rules, name);
  return rows.map((row) =>
    presentTag(row, {
      shared: byDigest.get(row.digest),
      marks: marks.get(row.digest) ?? [],
      pullsByDay: days.get(row.name) ?? [],
      protection: protect(row.name, row.lock),
      countingSince: since,
    }),
  );
}

function filterOf(repositoryId: number, input: TagsQuery): TagFilter {
  const { q, platform, kind, status: mark, attachments, newerThanDays, olderThanDays } = input;
  return { repositoryId, q, platform, kind, mark, attachments, newerThanDays, olderThanDays };
}

/** The number of all tags is kept; that of a choice has to be counted. */
function isFiltered({ repositoryId: _, attachments: __, ...filter }: TagFilter): boolean {
  return Object.values(filter).some(Boolean);
}
