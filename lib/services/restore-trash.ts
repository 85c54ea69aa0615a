import { manifestKey, tagKey } from '#lib/db/operations.ts';
import { storedBytes, subjectOf } from '#lib/db/stored-bytes.ts';
import { visibleTags } from '#lib/db/tag-lookup.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { transaction } from '#lib/db/transaction.ts';
import type { TrashRow } from '#lib/db/trash.ts';
import { findTrash } from '#lib/db/trash.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { putManifest } from '#lib/registry/manifests.ts';
import type { Actor } from './actor.ts';
import { PUT_DEADLINE_MS } from './put-manifest.ts';
import { recordRestore } from './record-restore.ts';
import { refreshFallback } from './refresh-fallback.ts';
import { runOperation } from './run-operation.ts';

export type Restored = { tag: string | null; digest: string; repository: string };

/** Where a trash entry is, for the decision who may restore it. @throws AppError NOT_FOUND */
export async function locateTrash(id: string): Promise<TrashRow> {
  const entry = /^\d{1,15}$/.test(id) ? await findTrash(Number(id)) : null;
  if (!entry)
    throw new AppError(
      'NOT_FOUND',
      'This is no longer in the trash: it was restored already, or its time is over.',
    );
  return entry;
}

/**
 * Brings a deleted tag, or a manifest deleted by digest, back as it was. The caller has decided that the actor may.
 * @throws AppError NOT_FOUND; CONFLICT when the tag exists again; UPSTREAM_*
 */
export async function restoreTrash(input: { id: string; actor: Actor }): Promise<Restored> {
  const entry = await locateTrash(input.id);
  const restored = { tag: entry.tag, digest: entry.digest, repository: entry.repository };
  if (entry.tag === null) {
    await transaction((tx) => recordRestore(tx, entry, input.actor));
    const subject = await subjectOf(entry.manifestId);
    if (subject) await refreshFallback({ id: entry.repositoryId, name: entry.repository }, subject);
    return restored;
  }
  const { tag } = entry;
  const stored = await storedBytes(entry.manifestId);
  await runOperation(
    {
      repositoryId: entry.repositoryId,
      payload: {
        kind: 'restore',
        repository: entry.repository,
        trashId: entry.id,
        tag,
        digest: entry.digest,
        address: input.actor.address,
      },
      keys: [tagKey(entry.repositoryId, tag), manifestKey(entry.repositoryId, entry.digest)],
      actor: input.actor.name,
      deadlineMs: PUT_DEADLINE_MS,
      check: (tx) => refuseIfTaken(tx, entry, tag),
    },
    async () => {
      const put = await putManifest(entry.repository, tag, stored.bytes, stored.mediaType);
      if (put.refused)
        throw new AppError('CONFLICT', `The registry no longer has all of this image: ${put.message}.`);
    },
    (tx) => recordRestore(tx, entry, input.actor),
  );
  return restored;
}

async function refuseIfTaken(tx: Tx, entry: TrashRow, tag: string): Promise<void> {
  const [current] = await visibleTags(entry.repositoryId, [tag], tx);
  if (!current) return;
  throw new AppError(
    'CONFLICT',
    `The tag ${tag} exists again, on ${current.digest.slice(0, 19)}…: delete it first to restore the old one.`,
  );
}
