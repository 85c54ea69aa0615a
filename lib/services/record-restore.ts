import { recordAudit } from '#lib/audit/record.ts';
import { moveTag } from '#lib/db/index-tags.ts';
import type { Tx } from '#lib/db/transaction.ts';
import type { Replaced } from '#lib/db/trash.ts';
import { trashReplaced, untrash } from '#lib/db/trash.ts';
import { hideUnreached } from '#lib/db/visibility.ts';
import { publish } from '#lib/events/publish.ts';
import { projectOf } from '#lib/oci/reference.ts';
import type { Actor } from './actor.ts';
import { trashExpiry } from './trash-time.ts';

/** What came back: under a tag, or (null) by its digest alone; from the trash, or (null) from the timeline. */
export type Restore = {
  repositoryId: number;
  repository: string;
  manifestId: number;
  digest: string;
  tag: string | null;
  trashId: number | null;
  actor: Actor;
};

/** Records in the index what a restore did upstream. What it replaced goes to the trash, when it came from there itself. */
export async function recordRestore(tx: Tx, restore: Restore): Promise<void> {
  const { repositoryId, manifestId, tag, trashId, actor } = restore;
  const replaced = tag !== null && trashId !== null ? await replace(tx, restore, tag) : null;
  await untrash(tx, { repositoryId, manifestId, tag, entryId: trashId });
  if (tag !== null)
    await moveTag(tx, { repositoryId, tag, manifestId, kind: 'restored', actor: actor.name, at: new Date() });
  if (replaced) await hideUnreached(tx, repositoryId, [replaced.manifestId]);
  await tell(tx, restore, replaced);
}

async function replace(tx: Tx, restore: Restore, tag: string): Promise<Replaced | null> {
  const { repositoryId, manifestId, actor } = restore;
  const expiresAt = await trashExpiry(repositoryId, tx);
  return trashReplaced(tx, { repositoryId, tag, manifestId, actor: actor.name, expiresAt });
}

async function tell(tx: Tx, restore: Restore, replaced: Replaced | null): Promise<void> {
  const { repository, tag, digest, trashId, actor } = restore;
  const project = projectOf(repository);
  await recordAudit(tx, {
    actor,
    project,
    repository,
    action: trashId === null ? 'tag.restore' : 'trash.restore',
    target: tag ?? digest,
    detail: { digest, ...(replaced && { replaced: replaced.digest }) },
  });
  const tags = tag === null ? [] : [tag];
  await publish(tx, { kind: 'restored', project, repository, tags, actor: actor.name });
}
