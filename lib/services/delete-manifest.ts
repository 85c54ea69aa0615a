import { recordAudit } from '#lib/audit/record.ts';
import { findRepository } from '#lib/db/index-repositories.ts';
import { isPinned } from '#lib/db/pins.ts';
import { manifestState, tagsOn, visibleParents } from '#lib/db/tag-lookup.ts';
import { transaction } from '#lib/db/transaction.ts';
import { trashManifest } from '#lib/db/trash.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { publish } from '#lib/events/publish.ts';
import { projectOf } from '#lib/oci/reference.ts';
import type { Actor } from './actor.ts';
import { deleteTags } from './delete-tags.ts';
import { refreshFallback } from './refresh-fallback.ts';
import { trashExpiry } from './trash-time.ts';

/** Names shown of a long list of tags in one sentence. */
const MAX_NAMED = 5;

/**
 * Deletes by digest: refused while several visible tags share it (clients that delete "a tag" resolve it and send
 * this) and for a child of a visible index. It goes to the trash; upstream nothing is deleted before a purge.
 * @throws AppError MANIFEST_UNKNOWN, DENIED naming what stands in the way, and what `deleteTags` throws
 */
export async function deleteManifest(input: {
  repository: string;
  digest: string;
  actor: Actor;
}): Promise<void> {
  const repository = await findRepository(input.repository);
  const state = repository && (await manifestState(repository.id, input.digest));
  if (!repository || !state || state.hidden)
    throw new AppError('MANIFEST_UNKNOWN', `There is no manifest ${input.digest} here.`);
  const parents = await visibleParents(repository.id, input.digest);
  if (parents.length > 0) throw childOf(parents);
  const tags = await tagsOn(repository.id, input.digest);
  if (tags.length > 1) throw shared(tags);
  if (tags.length === 1) return void (await deleteTheTag(input, tags[0]!));
  const project = projectOf(repository.name);
  await transaction(async (tx) => {
    if (await isPinned(tx, repository.id, input.digest)) throw pinned(project);
    await trashManifest(tx, {
      repositoryId: repository.id,
      manifestId: state.id,
      actor: input.actor.name,
      expiresAt: await trashExpiry(repository.id, tx),
    });
    const about = { actor: input.actor, project, repository: repository.name };
    await recordAudit(tx, { ...about, action: 'manifest.delete', target: input.digest });
    await publish(tx, {
      kind: 'deleted',
      project,
      repository: repository.name,
      tags: [],
      actor: input.actor.name,
    });
  });
  // Else the registry itself would go on listing it.
  if (state.subject) await refreshFallback(repository, state.subject);
}

async function deleteTheTag(input: { repository: string; actor: Actor }, tag: string): Promise<void> {
  const result = await deleteTags({ repository: input.repository, tags: [tag], actor: input.actor });
  if (result.moved.length > 0) {
    throw new AppError(
      'CONFLICT',
      `The tag ${tag} was moved to another image meanwhile; nothing was deleted. Look again and retry.`,
    );
  }
}

function pinned(project: string): AppError {
  return new AppError(
    'DENIED',
    `This image is pinned. To delete it, unpin it first (a maintainer of ${project} may).`,
  );
}

function shared(tags: string[]): AppError {
  const named = tags.slice(0, MAX_NAMED).join(', ');
  const more = tags.length > MAX_NAMED ? ` and ${tags.length - MAX_NAMED} more` : '';
  return new AppError(
    'DENIED',
    `Several tags share this image: ${named}${more}. Deleting the digest would take them all; delete the tags one by one instead, by name.`,
    { detail: { tags } },
  );
}

function childOf(parents: string[]): AppError {
  return new AppError(
    'DENIED',
    `This image belongs to the index ${parents[0]}: delete the index, or it would break.`,
    {
      detail: { indexes: parents },
    },
  );
}
