import { readTagsByDigest } from '#lib/db/read-aliases.ts';
import { readDigestsOfTags } from '#lib/db/read-digests.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { DeletePreview } from '#lib/schemas/repositories.ts';
import { protectedAmong } from './guard-tags.ts';
import { presentProtection } from './present-tag.ts';
import { requireRepository } from './require-access.ts';
import { trashExpiry } from './trash-time.ts';

/** Names that a sentence such as "`latest` and `1.4` share this image and stay" has room for. */
const MOST_STAYING = 5;

/**
 * What deleting the tags would do: for each that is there, who shares its image and stays, and until when all could come
 * back.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED
 */
export async function previewDelete(
  principal: Principal,
  input: { repository: string; tags: string[] },
): Promise<DeletePreview> {
  const repository = await requireRepository(principal, input.repository, 'delete');
  const [doomed, kept] = await Promise.all([
    readDigestsOfTags(repository.id, input.tags),
    protectedAmong(repository, input.tags),
  ]);
  const locked = new Map(kept.map(({ tag, protection }) => [tag, protection]));
  const digests = [...new Set(doomed.map(({ digest }) => digest))];
  const going = input.tags.filter((tag) => !locked.has(tag));
  const shared = await readTagsByDigest(repository.id, digests, { most: MOST_STAYING, except: going });
  const staying = new Map(shared.map((entry) => [entry.digest, entry]));
  return {
    items: doomed.map(({ tag, digest }) => ({
      tag,
      digest,
      staying: staying.get(digest)?.names ?? [],
      stayingCount: staying.get(digest)?.count ?? 0,
      locked: presentProtection(locked.get(tag) ?? null),
    })),
    restorableUntil: (await trashExpiry(repository.id)).toISOString(),
  };
}
