import { findRepository } from '#lib/db/index-repositories.ts';
import { manifestState, visibleTags } from '#lib/db/tag-lookup.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { subjectOfFallbackTag } from '#lib/oci/fallback-tag.ts';
import { parseReference } from '#lib/oci/reference.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Actor } from './actor.ts';
import { pointTag } from './point-tag.ts';
import { requireRepository } from './require-access.ts';

/**
 * Points a tag at an image that it, or another, was on before, for somebody who may: as a push of it would; what is in the trash
 * comes back for those who may restore. What the tag is on now stays, untagged.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED, TAG_INVALID, DIGEST_INVALID; MANIFEST_UNKNOWN when it is not stored any more
 */
export async function requestRestoreTag(
  { principal, actor }: { principal: Principal; actor: Actor },
  input: { repository: string; tag: string; digest: string },
): Promise<{ tag: string; digest: string }> {
  const access = await requireRepository(principal, input.repository, 'push');
  const { tag, digest } = parsed(input);
  const manifest = await manifestState(access.id, digest);
  if (manifest?.hidden) await requireRepository(principal, input.repository, 'trash.restore');
  const repository = manifest && (await findRepository(input.repository));
  if (!repository)
    throw new AppError('MANIFEST_UNKNOWN', `${digest.slice(0, 19)}… is not stored any more: it was purged.`);
  const [current] = await visibleTags(access.id, [tag]);
  if (current?.digest !== digest)
    await pointTag({ repository, tag, manifestId: manifest.id, digest, trashId: null, actor });
  return { tag, digest };
}

function parsed(input: { tag: string; digest: string }): { tag: string; digest: string } {
  const [tag, digest] = [parseReference(input.tag), parseReference(input.digest)];
  if (tag.kind !== 'tag' || subjectOfFallbackTag(tag.tag) !== null)
    throw new AppError('TAG_INVALID', 'Name the tag that is to be moved.');
  if (digest.kind !== 'digest')
    throw new AppError('DIGEST_INVALID', 'Give the digest that the tag was on, from its timeline.');
  return { tag: tag.tag, digest: digest.digest };
}
