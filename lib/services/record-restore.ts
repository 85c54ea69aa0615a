import { recordAudit } from '#lib/audit/record.ts';
import { moveTag } from '#lib/db/index-tags.ts';
import type { Tx } from '#lib/db/transaction.ts';
import type { TrashRow } from '#lib/db/trash.ts';
import { untrash } from '#lib/db/trash.ts';
import { publish } from '#lib/events/publish.ts';
import { projectOf } from '#lib/oci/reference.ts';
import type { Actor } from './actor.ts';

/** Records in the index what a restore did upstream. */
export async function recordRestore(tx: Tx, entry: TrashRow, actor: Actor): Promise<void> {
  await untrash(tx, entry);
  if (entry.tag !== null) {
    const { repositoryId, tag, manifestId } = entry;
    await moveTag(tx, { repositoryId, tag, manifestId, kind: 'restored', actor: actor.name, at: new Date() });
  }
  const project = projectOf(entry.repository);
  const about = { actor, project, repository: entry.repository };
  await recordAudit(tx, {
    ...about,
    action: 'trash.restore',
    target: entry.tag ?? entry.digest,
    detail: { digest: entry.digest },
  });
  const tags = entry.tag === null ? [] : [entry.tag];
  await publish(tx, { kind: 'restored', project, repository: entry.repository, tags, actor: actor.name });
}
