import { readTagsByDigest } from '#lib/db/read-aliases.ts';
import type { Deletion, TrashedImage } from '#lib/db/read-deleted.ts';
import { readDeletion, readTrashedImage } from '#lib/db/read-deleted.ts';
import { readManifest } from '#lib/db/read-manifest.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { parseReference, type Reference } from '#lib/oci/reference.ts';
import type { Principal } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';
import type { DeletedImage } from '#lib/schemas/repositories.ts';
import { SEE_TRASH } from './list-trash.ts';
import { MOST_ALIASES } from './present-tag.ts';
import { repositoryAbilities } from './repository-abilities.ts';
import { requireRepository, type AccessibleRepository } from './require-access.ts';

/**
 * How a tag, or a digest, went that is not there any more: a tag's deletion is part of its timeline; what can be restored is told
 * to those who see the trash.
 * @throws AppError NOT_FOUND for what is there, or never was; UNAUTHORIZED; TAG_INVALID or DIGEST_INVALID for what is neither
 */
export async function getDeleted(
  principal: Principal,
  input: { repository: string; reference: string },
): Promise<DeletedImage> {
  const reference = parseReference(input.reference);
  const repository = await requireRepository(principal, input.repository, 'project.view');
  const seesTrash = can(principal, SEE_TRASH, repository.access).allowed;
  const found = await findDeleted(repository, reference, seesTrash);
  if (!found)
    throw new AppError('NOT_FOUND', `Nothing is known of a deleted ${input.reference.slice(0, 128)} here.`);
  const { deletion, trashed } = found;
  const digest = trashed?.digest ?? deletion.digest;
  const [shared] = digest ? await readTagsByDigest(repository.id, [digest], { most: MOST_ALIASES }) : [];
  return {
    repository: repository.name,
    tag: reference.kind === 'tag' ? reference.tag : (trashed?.tag ?? null),
    digest,
    how: deletion.kind,
    at: deletion.at.toISOString(),
    by: deletion.actor,
    trashId: trashed ? String(trashed.id) : null,
    restorableUntil: trashed?.expiresAt.toISOString() ?? null,
    aliases: shared?.names ?? [],
    abilities: repositoryAbilities(principal, repository.access),
  };
}

type Found = { deletion: Deletion; trashed: TrashedImage | null };

async function findDeleted(
  { id }: AccessibleRepository,
  reference: Reference,
  seesTrash: boolean,
): Promise<Found | null> {
  if (reference.kind === 'tag') {
    const deletion = await readDeletion(id, reference.tag);
    if (!deletion) return null;
    const trashed = deletion.kind === 'deleted' && seesTrash ? await readTrashedImage(id, reference) : null;
    return { deletion, trashed };
  }
  if (!seesTrash || (await readManifest(id, reference))) return null;
  const trashed = await readTrashedImage(id, reference);
  if (!trashed) return null;
  const { digest, deletedBy: actor, deletedAt: at } = trashed;
  return { deletion: { kind: 'deleted', digest, actor, at }, trashed };
}
