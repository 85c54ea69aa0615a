import { countImagesWith } from '#lib/db/count-images-with.ts';
import { readTagsByDigest } from '#lib/db/read-aliases.ts';
import { readAttachments } from '#lib/db/read-attachments.ts';
import { readChildren, readLayers, readManifest } from '#lib/db/read-manifest.ts';
import { countingSince } from '#lib/db/read-pull-days.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { attachmentTagsOf } from '#lib/oci/attachments.ts';
import { parseReference } from '#lib/oci/reference.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { ManifestDetail } from '#lib/schemas/repositories.ts';
import { MOST_ATTACHMENTS, MOST_SHARED_IMAGES } from '#lib/schemas/repositories.ts';
import { presentManifest } from './present-manifest.ts';
import { repositoryAbilities } from './repository-abilities.ts';
import { requireRepository } from './require-access.ts';

/** More names than a page shows; a build that tags every commit can put thousands on one image. */
const MOST_TAGS = 200;

/**
 * A manifest by tag or digest, with what its bytes and config say. Of an index, its children: their layers are asked for by
 * the child's digest.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, MANIFEST_UNKNOWN, and TAG_INVALID or DIGEST_INVALID for what is neither
 */
export async function getManifest(
  principal: Principal,
  input: { repository: string; reference: string },
): Promise<ManifestDetail> {
  const reference = parseReference(input.reference);
  const repository = await requireRepository(principal, input.repository, 'project.view');
  const manifest = await readManifest(
    repository.id,
    reference.kind === 'tag' ? { tag: reference.tag } : reference,
  );
  if (!manifest)
    throw new AppError(
      'MANIFEST_UNKNOWN',
      `${input.repository} has no ${input.reference}, or it was deleted.`,
    );
  const { id, digest } = manifest;
  const [children, layers, [shared], attachments, since] = await Promise.all([
    readChildren(id),
    readLayers(id),
    readTagsByDigest(repository.id, [digest], { most: MOST_TAGS }),
    readAttachments(repository.id, digest, { tags: attachmentTagsOf(digest), limit: MOST_ATTACHMENTS }),
    countingSince(),
  ]);
  const digests = [...new Set(layers.map((layer) => layer.digest))];
  return presentManifest(manifest, {
    repository: repository.name,
    children,
    layers,
    imagesWith: await countImagesWith(principal, digests, { most: MOST_SHARED_IMAGES }),
    attachments,
    countingSince: since,
    tags: shared?.names ?? [],
    abilities: repositoryAbilities(principal, repository.access),
  });
}
