import { indexManifest } from '#lib/db/index-manifests.ts';
import type { RepositoryRow } from '#lib/db/index-repositories.ts';
import { moveTag } from '#lib/db/index-tags.ts';
import type { ManifestToIndex } from '#lib/db/index-manifests.ts';
import { abandonOperation, endOperation, tagKey, tryBegin } from '#lib/db/operations.ts';
import { manifestState, visibleTags } from '#lib/db/tag-lookup.ts';
import { transaction } from '#lib/db/transaction.ts';
import { publish } from '#lib/events/publish.ts';
import type { Descriptor } from '#lib/oci/manifest.ts';
import { isManifestType } from '#lib/oci/media-types.ts';
import { isDigest } from '#lib/oci/digest.ts';
import { isFallback } from '#lib/oci/fallback-tag.ts';
import { isPin } from '#lib/oci/pin.ts';
import { readScratch } from '#lib/oci/scratch.ts';
import { getManifest } from '#lib/registry/manifests.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { readManifest } from './read-manifest.ts';

/** Reading a manifest, its config and its children upstream; nothing upstream is written, so being late harms nothing. */
const INDEX_DEADLINE_MS = 60_000;
/** As deep as nested indexes are followed. */
const MAX_DEPTH = 8;

/** What upstream turned out to hold: nothing, a manifest (now in the index), a scratch, or it is being changed right now. */
export type Found =
  { kind: 'absent' | 'busy' | 'scratch' } | { kind: 'indexed'; digest: string; manifests: number };

/**
 * Reads a tag or digest upstream under the tag's key and puts what is there into the index, children first.
 * @throws AppError UPSTREAM_*
 */
export async function indexFromUpstream(repository: RepositoryRow, reference: string): Promise<Found> {
  const byDigest = isDigest(reference);
  const begun = await tryBegin({
    repositoryId: repository.id,
    payload: { kind: 'index', repository: repository.name, reference },
    keys: byDigest ? [] : [tagKey(repository.id, reference)],
    actor: null,
    deadlineMs: INDEX_DEADLINE_MS,
  });
  if ('blockedBy' in begun) return { kind: 'busy' };
  try {
    return await readAndRecord(repository, reference, begun.done.id);
  } finally {
    await abandonOperation(begun.done.id).catch(() => undefined);
  }
}

async function readAndRecord(
  repository: RepositoryRow,
  reference: string,
  operationId: string,
): Promise<Found> {
  const manifests = await readTree(repository, reference);
  const root = manifests.at(-1);
  if (!root) return { kind: 'absent' };
  if (readScratch(root.parsed.annotations)) return { kind: 'scratch' };
  if (isPin(root.parsed.annotations)) return { kind: 'absent' };
  const [current] = isDigest(reference) ? [] : await visibleTags(repository.id, [reference]);
  await transaction(async (tx) => {
    let id = 0;
    for (const manifest of manifests) id = await indexManifest(tx, manifest);
    // Where the index has the tag already, it knows better who pushed it and when.
    if (!isDigest(reference) && current?.digest !== root.digest) {
      await moveTag(tx, {
        repositoryId: repository.id,
        tag: reference,
        manifestId: id,
        kind: 'found',
        actor: null,
        at: new Date(),
      });
    }
    const tags = isDigest(reference) ? [] : [reference];
    await publish(tx, {
      kind: 'indexed',
      project: repository.project,
      repository: repository.name,
      tags,
      actor: null,
    });
    await endOperation(tx, operationId);
  });
  return { kind: 'indexed', digest: root.digest, manifests: manifests.length };
}

/** A manifest upstream and all manifests below it that the index lacks, children before their parents, the asked one last. */
async function readTree(repository: RepositoryRow, reference: string, depth = 0): Promise<ManifestToIndex[]> {
  const stored = await getManifest(repository.name, reference);
  if (!stored) return [];
  const read = await readManifest(repository.name, stored).catch(notAManifest);
  if (!read) return [];
  const below: ManifestToIndex[] = [];
  for (const child of manifestChildren(read.parsed.children)) {
    const known = await manifestState(repository.id, child.digest);
    if (!known && depth < MAX_DEPTH) below.push(...(await readTree(repository, child.digest, depth + 1)));
  }
  const fallback = isFallback(reference, read.parsed);
  return [...below, { ...read, repositoryId: repository.id, pushedBy: null, pushedAt: new Date(), fallback }];
}

function manifestChildren(children: Descriptor[]): Descriptor[] {
  return children.filter((child) => isManifestType(child.mediaType));
}

/** Schema 1 and worse are not served, as if they were not there. */
function notAManifest(error: unknown): null {
  if (error instanceof AppError && error.code === 'MANIFEST_INVALID') return null;
  throw error;
}
