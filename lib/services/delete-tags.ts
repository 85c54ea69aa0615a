import { findRepository } from '#lib/db/index-repositories.ts';
import { tagKey } from '#lib/db/operations.ts';
import { visibleTags } from '#lib/db/tag-lookup.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import { deletesOff, untag, untagDeadlineMs } from '#lib/registry/untag.ts';
import type { DeleteTagsResult } from '#lib/schemas/repositories.ts';
import type { Actor } from './actor.ts';
import { indexFromUpstream } from './index-from-upstream.ts';
import { recordDelete } from './record-delete.ts';
import { runOperation } from './run-operation.ts';
import { requireTrust } from './upstream-trust.ts';

/**
 * Deletes tags and only them: other tags on the same images stay. What was deleted is in the trash.
 * The caller has decided that the actor may. @throws AppError NAME_UNKNOWN, UNSUPPORTED (deletes off), TOOMANYREQUESTS, UPSTREAM_*
 */
export async function deleteTags(input: {
  repository: string;
  tags: string[];
  actor: Actor;
}): Promise<DeleteTagsResult> {
  const repository = await findRepository(input.repository);
  if (!repository) throw new AppError('NAME_UNKNOWN', `There is no repository ${input.repository}.`);
  const wanted = [...new Set(input.tags)];
  const found = await visibleTags(repository.id, wanted);
  const known = new Set(found.map(({ tag }) => tag));
  const notFound = wanted.filter((tag) => !known.has(tag));
  if (found.length === 0) return { deleted: [], moved: [], notFound, trashIds: [], restorableUntil: null };
  await requireTrust();
  if ((await capabilities()).untag === 'none') throw deletesOff();
  const done = await runOperation(
    {
      repositoryId: repository.id,
      payload: {
        kind: 'delete-tags',
        repository: repository.name,
        tags: found,
        address: input.actor.address,
      },
      keys: found.map(({ tag }) => tagKey(repository.id, tag)),
      actor: input.actor.name,
      deadlineMs: untagDeadlineMs(found.length),
    },
    (operation) =>
      untag({ repository: repository.name, operationId: operation.id, tags: found, resume: false }),
    (tx, untagged) =>
      recordDelete(tx, {
        repositoryId: repository.id,
        repository: repository.name,
        tags: found.filter(({ tag }) => untagged.untagged.includes(tag)),
        actor: input.actor,
      }).then((recorded) => ({ ...recorded, moved: untagged.moved })),
  );
  // The index had them elsewhere: now it learns where they are.
  for (const tag of done.moved) await indexFromUpstream(repository, tag);
  return {
    deleted: done.removed.map(({ tag }) => tag),
    moved: done.moved,
    notFound,
    trashIds: done.removed.map(({ trashId }) => String(trashId)),
    restorableUntil: done.expiresAt.toISOString(),
  };
}
