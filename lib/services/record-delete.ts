import { recordAudit } from '#lib/audit/record.ts';
import type { RemovedTag } from '#lib/db/index-tags.ts';
import { trashTags } from '#lib/db/index-tags.ts';
import { noteDeleted } from '#lib/db/retention-decisions.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { publish } from '#lib/events/publish.ts';
import { projectOf } from '#lib/oci/reference.ts';
import type { Actor } from './actor.ts';
import { trashExpiry } from './trash-time.ts';

export type RecordDelete = {
  repositoryId: number;
  repository: string;
  tags: { tag: string; digest: string }[];
  actor: Actor;
  /** The run of a cleanup that deleted them. */
  run?: number | undefined;
};

/** Moves tags that upstream has let go of into the trash, with events and audit. */
export async function recordDelete(
  tx: Tx,
  input: RecordDelete,
): Promise<{ removed: RemovedTag[]; expiresAt: Date }> {
  const { repositoryId, repository, tags, actor, run } = input;
  const expiresAt = await trashExpiry(repositoryId, tx);
  const removed = await trashTags(tx, { repositoryId, tags, actor: actor.name, expiresAt });
  const project = projectOf(repository);
  const about = { actor, action: 'tag.delete' as const, project, repository };
  const detail = run === undefined ? {} : { run: String(run) };
  await recordAudit(
    tx,
    ...removed.map(({ tag, digest }) => ({ ...about, target: tag, detail: { digest, ...detail } })),
  );
  if (run !== undefined) await noteDeleted(tx, run, repository, removed);
  if (removed.length > 0) {
    await publish(tx, {
      kind: 'deleted',
      project,
      repository,
      tags: removed.map(({ tag }) => tag),
      actor: actor.name,
    });
  }
  return { removed, expiresAt };
}
