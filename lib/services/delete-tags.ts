import { findRepository } from '#lib/db/index-repositories.ts';
import { tagKey } from '#lib/db/operations.ts';
import { visibleTags } from '#lib/db/tag-lookup.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import { deletesOff, untag, untagDeadlineMs } from '#lib/registry/untag.ts';
import type { DeleteTagsResult } from '#lib/schemas/repositories.ts';
import type { Actor } from './actor.ts';
import { notRemovable, protectedAmong, requireRemovable } from './guard-tags.ts';
import { indexFromUpstream } from './index-from-upstream.ts';
import { recordDelete } from './record-delete.ts';
import { runOperation } from './run-operation.ts';
import { requireTrust } from './upstream-trust.ts';

/**
 * Deletes tags and only them: other tags on the same images stay. What was deleted is in the trash. Of several, those that a
 * lock or a rule protects are left alone.
 * The caller has decided that the actor may. @throws AppError NAME_UNKNOWN, DENIED when all that are there are protected,
 *   UNSUPPORTED (deletes off), TOOMANYREQUESTS, UPSTREAM_*
 */
export async function deleteTags(input: {
  repository: string;
  tags: string[];
  actor: Actor;
  /** A run of a cleanup deletes them: its number, and what it checks once it holds their keys. */
  cleanup?: { run: number; check: (tx: Tx) => Promise<void> };
}): Promise<DeleteTagsResult> {
  const repository = await findRepository(input.repository);
  if (!repository) throw new AppError('NAME_UNKNOWN', `There is no repository ${input.repository}.`);
  const wanted = [...new Set(input.tags)];
  const there = await visibleTags(repository.id, wanted);
  const known = new Set(there.map(({ tag }) => tag));
  const notFound = wanted.filter((tag) => !known.has(tag));
  const kept = await protectedAmong(repository, [...known]);
  const locked = kept.map(({ tag }) => tag);
  const found = there.filter(({ tag }) => !locked.includes(tag));
  if (found.length === 0) {
    if (kept[0]) throw notRemovable(repository, kept[0]);
    return { deleted: [], moved: [], locked, notFound, trashIds: [], restorableUntil: null };
  }
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
        credential: input.actor.credential ?? null,
        ...(input.cleanup && { run: input.cleanup.run }),
      },
      keys: found.map(({ tag }) => tagKey(repository.id, tag)),
      actor: input.actor.name,
      deadlineMs: untagDeadlineMs({ tags: found.length, among: repository.tags }),
      check: async (tx) => {
        await requireRemovable(
          tx,
          repository,
          found.map(({ tag }) => tag),
        );
        await input.cleanup?.check(tx);
      },
    },
    (operation) =>
      untag({ repository: repository.name, operationId: operation.id, tags: found, resume: false }),
    (tx, untagged) =>
      recordDelete(tx, {
        repositoryId: repository.id,
        repository: repository.name,
        tags: found.filter(({ tag }) => untagged.untagged.includes(tag)),
        actor: input.actor,
        run: input.cleanup?.run,
      }).then((recorded) => ({ ...recorded, moved: untagged.moved })),
  );
  // The index had them elsewhere: now it learns where they are.
  for (const tag of done.moved) await indexFromUpstream(repository, tag);
  return {
    deleted: done.removed.map(({ tag }) => tag),
    moved: done.moved,
    locked,
    notFound,
    trashIds: done.removed.map(({ trashId }) => String(trashId)),
    restorableUntil: done.expiresAt.toISOString(),
  };
}
