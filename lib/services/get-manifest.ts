import { readTagsByDigest } from '#lib/db/read-aliases.ts';
import { readChildren, readLayers, readManifest } from '#lib/db/read-manifest.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { parseReference } from '#lib/oci/reference.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { ManifestDetail } from '#lib/schemas/repositories.ts';
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
  const [children, layers, [shared]] = await Promise.all([
    readChildren(manifest.id),
    readLayers(manifest.id),
    readTagsByDigest(repository.id, [manifest.digest], { most: MOST_TAGS }),
  ]);
  return presentManifest(manifest, {
    repository: repository.name,
    children,
    layers,
    tags: shared?.names ?? [],
    abilities: repositoryAbilities(principal, repository.access),
  });
}
