import { findRepository } from '#lib/db/index-repositories.ts';
import { manifestKey } from '#lib/db/operations.ts';
import { subjectOf } from '#lib/db/stored-bytes.ts';
import { visibleTags } from '#lib/db/tag-lookup.ts';
import type { Tx } from '#lib/db/transaction.ts';
import type { TrashRow } from '#lib/db/trash.ts';
import { findTrash } from '#lib/db/trash.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Actor } from './actor.ts';
import { pointTag } from './point-tag.ts';
import { recordRestore } from './record-restore.ts';
import { refreshFallback } from './refresh-fallback.ts';
import { runFree } from './run-operation.ts';

export type Restored = { tag: string | null; digest: string; repository: string };

/** `tag`: under this one instead of its own. `replace`: also where the tag exists again; what it is on goes to the trash. */
export type RestoreChoice = { tag?: string | undefined; replace?: boolean | undefined };

/** Where a trash entry is, for the decision who may restore it. @throws AppError NOT_FOUND */
export async function locateTrash(id: string, tx?: Tx): Promise<TrashRow> {
  const entry = /^\d{1,15}$/.test(id) ? await findTrash(Number(id), tx) : null;
  if (!entry)
    throw new AppError(
      'NOT_FOUND',
      'This is no longer in the trash: it was restored already, or its time is over.',
    );
  return entry;
}

/**
 * Brings a deleted tag, or a manifest deleted by digest, back as it was, or under another tag. The caller has decided that the
 * actor may.
 * @throws AppError NOT_FOUND; CONFLICT when the tag exists again; DENIED for a tag that may not move, or a quota; UPSTREAM_*
 */
export async function restoreTrash({
  id,
  actor,
  ...choice
}: { id: string; actor: Actor } & RestoreChoice): Promise<Restored> {
  const entry = await locateTrash(id);
  const tag = choice.tag ?? entry.tag;
  if (tag === null) await restoreDigest(entry, actor);
  else await restoreTag(entry, tag, { replace: choice.replace ?? false, actor });
  return { tag, digest: entry.digest, repository: entry.repository };
}

async function restoreDigest(entry: TrashRow, actor: Actor): Promise<void> {
  const { repositoryId, repository, manifestId, digest } = entry;
  await runFree(repositoryId, [manifestKey(repositoryId, digest)], async (tx) => {
    await locateTrash(String(entry.id), tx);
    await recordRestore(tx, {
      repositoryId,
      repository,
      manifestId,
      digest,
      tag: null,
      trashId: entry.id,
      actor,
    });
  });
  const subject = await subjectOf(manifestId);
  if (subject) await refreshFallback({ id: repositoryId, name: repository }, subject);
}

async function restoreTag(
  entry: TrashRow,
  tag: string,
  { replace, actor }: { replace: boolean; actor: Actor },
): Promise<void> {
  const repository = await findRepository(entry.repository);
  if (!repository) throw new AppError('NOT_FOUND', `The repository ${entry.repository} is no more.`);
  const { manifestId, digest } = entry;
  await pointTag({
    repository,
    tag,
    manifestId,
    digest,
    trashId: entry.id,
    actor,
    check: async (tx) => {
      await locateTrash(String(entry.id), tx);
      if (!replace) await refuseIfTaken(tx, entry, tag);
    },
  });
}

async function refuseIfTaken(tx: Tx, { repositoryId, digest }: TrashRow, tag: string): Promise<void> {
  const [current] = await visibleTags(repositoryId, [tag], tx);
  if (!current || current.digest === digest) return;
  throw new AppError(
    'CONFLICT',
    `The tag ${tag} exists again, on ${current.digest.slice(0, 19)}…: replace it, which puts that into the trash, or restore under another tag.`,
    { detail: { tag, digest: current.digest } },
  );
}
