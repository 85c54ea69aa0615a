import { recordAudit } from '#lib/audit/record.ts';
import type { ManifestToIndex } from '#lib/db/index-manifests.ts';
import { indexManifest } from '#lib/db/index-manifests.ts';
import { countChange } from '#lib/db/index-repositories.ts';
import { moveTag } from '#lib/db/index-tags.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { publish } from '#lib/events/publish.ts';
import type { Actor } from './actor.ts';

export type RecordPut = {
  manifest: ManifestToIndex;
  repository: string;
  project: string;
  tag: string | null;
  actor: Actor;
};

/** Indexes a manifest that upstream has stored, with its tag, counts, event and audit. */
export async function recordPut(
  tx: Tx,
  { manifest, repository, project, tag, actor }: RecordPut,
): Promise<void> {
  const id = await indexManifest(tx, manifest);
  if (tag !== null) {
    await moveTag(tx, {
      repositoryId: manifest.repositoryId,
      tag,
      manifestId: id,
      kind: 'pushed',
      actor: actor.name,
      at: manifest.pushedAt,
    });
  }
  await countChange(tx, manifest.repositoryId, { pushedAt: manifest.pushedAt });
  const target = tag ?? manifest.digest;
  await recordAudit(tx, {
    actor,
    action: 'manifest.push',
    project,
    repository,
    target,
    detail: { digest: manifest.digest },
  });
  await publish(tx, {
    kind: 'pushed',
    project,
    repository,
    tags: tag === null ? [] : [tag],
    actor: actor.name,
  });
}
