import { AppError } from '#lib/errors/app-error.ts';
import { parseReference } from '#lib/oci/reference.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { DeleteTagsResult } from '#lib/schemas/repositories.ts';
import type { Actor } from './actor.ts';
import { deleteManifest } from './delete-manifest.ts';
import { deleteTags } from './delete-tags.ts';
import { requireRepository } from './require-access.ts';

type Asker = { principal: Principal; actor: Actor };

/**
 * Deletes tags for somebody who may: only those, never others on the same image.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED, and what `deleteTags` throws
 */
export async function requestDeleteTags(
  { principal, actor }: Asker,
  input: { repository: string; tags: string[] },
): Promise<DeleteTagsResult> {
  await requireRepository(principal, input.repository, 'delete');
  return await deleteTags({ repository: input.repository, tags: input.tags, actor });
}

/**
 * Deletes one tag for somebody who may. @throws AppError as `requestDeleteTags`, MANIFEST_UNKNOWN when the tag is not there,
 * CONFLICT when it was moved to another image meanwhile
 */
export async function requestDeleteTag(
  asker: Asker,
  input: { repository: string; tag: string },
): Promise<DeleteTagsResult> {
  const result = await requestDeleteTags(asker, { repository: input.repository, tags: [input.tag] });
  if (result.deleted.length > 0) return result;
  if (result.moved.length > 0) {
    throw new AppError(
      'CONFLICT',
      `The tag ${input.tag} was moved to another image meanwhile. Look again, then delete it.`,
    );
  }
  throw new AppError('MANIFEST_UNKNOWN', `${input.repository} has no tag ${input.tag}.`);
}

/**
 * Deletes a manifest by its digest for somebody who may.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED, REQUEST_INVALID for a tag, and what `deleteManifest` throws
 */
export async function requestDeleteManifest(
  { principal, actor }: Asker,
  input: { repository: string; reference: string },
): Promise<void> {
  const reference = parseReference(input.reference);
  if (reference.kind === 'tag') {
    throw new AppError('REQUEST_INVALID', 'Give a digest here; a tag is deleted at /-/tags/{tag}.');
  }
  await requireRepository(principal, input.repository, 'delete');
  await deleteManifest({ repository: input.repository, digest: reference.digest, actor });
}
