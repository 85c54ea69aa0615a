import type { RepositoryRow } from '#lib/db/index-repositories.ts';
import { manifestKey, tagKey } from '#lib/db/operations.ts';
import { storedBytes } from '#lib/db/stored-bytes.ts';
import { manifestState } from '#lib/db/tag-lookup.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { putManifest } from '#lib/registry/manifests.ts';
import type { Actor } from './actor.ts';
import { requireMovable } from './guard-tags.ts';
import { PUT_DEADLINE_MS } from './put-manifest.ts';
import { recordRestore } from './record-restore.ts';
import { requireRoom } from './require-room.ts';
import { runOperation } from './run-operation.ts';

export type PointTag = {
  repository: RepositoryRow;
  tag: string;
  manifestId: number;
  digest: string;
  /** The trash entry that this restores; null: it comes from the timeline. */
  trashId: number | null;
  actor: Actor;
  /** What else must hold, under the keys. */
  check?: (tx: Tx) => Promise<void>;
};

/**
 * Points a tag at a manifest that is stored here, seen or not, upstream and in the index.
 * @throws AppError NOT_FOUND when it was purged; DENIED for a tag that may not move, or a quota; CONFLICT; UPSTREAM_*
 */
export async function pointTag(point: PointTag): Promise<void> {
  const { repository, tag, manifestId, digest, trashId, actor } = point;
  const stored = await storedBytes(manifestId);
  await runOperation(
    {
      repositoryId: repository.id,
      payload: {
        kind: 'restore',
        repository: repository.name,
        trashId,
        tag,
        digest,
        address: actor.address,
        credential: actor.credential ?? null,
      },
      keys: [tagKey(repository.id, tag), manifestKey(repository.id, digest)],
      actor: actor.name,
      deadlineMs: PUT_DEADLINE_MS,
      check: async (tx, { id: operationId }) => {
        await point.check?.(tx);
        if (!(await manifestState(repository.id, digest, tx)))
          throw new AppError('NOT_FOUND', 'This image has been purged.');
        await requireMovable(tx, repository, { tag, digest });
        if (!repository.limited) return;
        const project = { id: repository.projectId, name: repository.project };
        await requireRoom(tx, { project, repositoryId: repository.id, operationId, tag, blobs: [] });
      },
    },
    async () => {
      const put = await putManifest(repository.name, tag, stored.bytes, stored.mediaType);
      if (put.refused)
        throw new AppError('CONFLICT', `The registry no longer has all of this image: ${put.message}.`);
    },
    (tx) =>
      recordRestore(tx, {
        repositoryId: repository.id,
        repository: repository.name,
        manifestId,
        digest,
        tag,
        trashId,
        actor,
      }),
  );
}
