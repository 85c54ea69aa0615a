import { adoptProject } from '#lib/db/adopt-project.ts';
import type { RepositoryRow } from '#lib/db/index-repositories.ts';
import { findRepository, upsertRepository } from '#lib/db/index-repositories.ts';
import { subjectsToRefresh } from '#lib/db/referrers.ts';
import { isKeyHeld, tagKey } from '#lib/db/operations.ts';
import { clearAbsent, deletedDigest, indexedTags, type IndexedTag } from '#lib/db/reconcile-queries.ts';
import { beginWrite } from '#lib/db/write-gate.ts';
import { parseManifest } from '#lib/oci/manifest.ts';
import { projectOf } from '#lib/oci/reference.ts';
import { readScratch } from '#lib/oci/scratch.ts';
import { each } from '#lib/registry/each.ts';
import { getManifest, headManifest } from '#lib/registry/manifests.ts';
import { listTags } from '#lib/registry/tags.ts';
import { undoUntag } from '#lib/registry/untag.ts';
import { refreshFallback } from './refresh-fallback.ts';
import { indexFromUpstream } from './index-from-upstream.ts';
import type { Absent } from './mark-missing.ts';

/** `changes`: tags that are new to the index, or were elsewhere by it. */
export type RepositoryReconciled = {
  tagsSeen: number;
  manifestsIndexed: number;
  changes: number;
  absent: Absent[];
};

/** Brings one repository's index up to what upstream has. `verify`: also where the index has the tag already. */
export async function reconcileRepository(
  name: string,
  options: { verify: boolean },
): Promise<RepositoryReconciled> {
  const listed = await listTags(name);
  const repository = await repositoryFor(name, listed.length > 0);
  if (!repository) return { tagsSeen: 0, manifestsIndexed: 0, changes: 0, absent: [] };
  const indexed = new Map((await indexedTags(repository.id)).map((tag) => [tag.name, tag]));
  let manifestsIndexed = 0;
  let changes = 0;
  const toRead = listed.filter((tag) => options.verify || needsReading(indexed.get(tag)));
  await each(toRead, async (tag) => {
    const manifests = await reconcileTag(repository, tag, indexed.get(tag));
    manifestsIndexed += manifests;
    // Whatever was read was not as the index had it.
    if (manifests > 0) changes++;
  });
  // What was pushed with a subject while upstream took no lists, or by a process that died before it wrote one.
  for (const subject of await subjectsToRefresh(repository.id)) await refreshFallback(repository, subject);
  const there = new Set(listed);
  const absent = await confirmAbsent(
    repository,
    [...indexed.values()].filter((tag) => !there.has(tag.name)),
  );
  return { tagsSeen: listed.length, manifestsIndexed, changes, absent };
}

function needsReading(tag: IndexedTag | undefined): boolean {
  return tag === undefined || tag.missing || tag.absentSince !== null;
}

/** Found upstream with tags and unknown here: its project is adopted. Without tags it is nobody's yet. */
async function repositoryFor(name: string, hasTags: boolean): Promise<RepositoryRow | null> {
  const known = await findRepository(name);
  if (known || !hasTags) return known;
  return upsertRepository(name, await adoptProject(projectOf(name)));
}

async function reconcileTag(
  repository: RepositoryRow,
  tag: string,
  known: IndexedTag | undefined,
): Promise<number> {
  const digest = await headManifest(repository.name, tag);
  if (digest === null) return 0;
  if (known?.digest === digest) {
    if (needsReading(known)) await clearAbsent(repository.id, tag);
    return 0;
  }
  // A delete that was acknowledged stays one, whatever an older copy of the storage brings back.
  if (!known && (await deletedDigest(repository.id, tag)) === digest) return 0;
  const found = await indexFromUpstream(repository, tag);
  if (found.kind === 'scratch') return undoOrphan(repository, tag, digest);
  return found.kind === 'indexed' ? found.manifests : 0;
}

/** A tag on a scratch that no operation is at: its untag was cut off and forgotten with the database. It was never acknowledged. */
async function undoOrphan(repository: RepositoryRow, tag: string, digest: string): Promise<number> {
  if (await isKeyHeld(tagKey(repository.id, tag))) return 0;
  const stored = await getManifest(repository.name, digest);
  const scratch = stored && readScratch(parseManifest(stored.bytes, stored.mediaType).annotations);
  if (!scratch) return 0;
  const permit = await beginWrite();
  const undone = undoUntag({ repository: repository.name, ...scratch });
  const back = await undone.finally(() => permit.release());
  let manifests = 0;
  for (const restored of back) {
    const found = await indexFromUpstream(repository, restored);
    if (found.kind === 'indexed') manifests += found.manifests;
  }
  return manifests;
}

/** A listing proves nothing: each tag is asked for by name. */
async function confirmAbsent(repository: RepositoryRow, tags: IndexedTag[]): Promise<Absent[]> {
  const digests = await each(tags, (tag) => headManifest(repository.name, tag.name));
  const absent: Absent[] = [];
  for (const [i, tag] of tags.entries()) {
    if (digests[i] === null)
      absent.push({
        repositoryId: repository.id,
        repository: repository.name,
        tag: tag.name,
        missing: tag.missing,
      });
    else if (digests[i] !== tag.digest) await indexFromUpstream(repository, tag.name);
    else if (needsReading(tag)) await clearAbsent(repository.id, tag.name);
  }
  return absent;
}
