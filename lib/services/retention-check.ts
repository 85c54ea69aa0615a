import { isDeepStrictEqual } from 'node:util';
import { readManifestFacts, readTagFacts } from '#lib/db/retention-facts.ts';
import type { ClaimedRun } from '#lib/db/retention-runs.ts';
import { holdRetentionRun } from '#lib/db/retention-runs.ts';
import type { SnapshotScope } from '#lib/db/retention-snapshot.ts';
import { readStamp } from '#lib/db/retention-snapshot.ts';
import type { Tx } from '#lib/db/transaction.ts';
import type { ManifestSnapshot, TagSnapshot } from '#lib/retention/types.ts';
import type { Planned } from './plan-retention.ts';

/** Something that the plan rests upon is no longer so: plan again. */
export class PlanOutdated extends Error {}

/** The run is no longer this worker's, or somebody wants it stopped: nothing more may be deleted. */
export class RunTaken extends Error {}

export type RunScope = Required<SnapshotScope>;

/**
 * Under the keys of what is about to be deleted, which keep pushes away from it: makes sure that the plan, made a moment ago,
 * is still right. Nothing of it was pushed, moved, locked (see `deleteTags`), used or reported to run since, and nothing was
 * deleted that counted among the newest.
 * @throws PlanOutdated, RunTaken
 */
export async function checkTags(
  tx: Tx,
  run: ClaimedRun,
  scope: RunScope,
  planned: Planned,
  tags: readonly TagSnapshot[],
): Promise<void> {
  await checkRun(tx, run, scope, planned);
  const now = await readTagFacts(
    tx,
    scope.repositoryId,
    tags.map(({ name }) => name),
  );
  const found = new Map(now.map((facts) => [facts.name, facts]));
  for (const { name, digest, seenAt, lastUsedAt } of tags) {
    if (!isDeepStrictEqual(found.get(name), { name, digest, seenAt, lastUsedAt }))
      throw new PlanOutdated(name);
  }
  const digests = [...new Set(tags.map(({ digest }) => digest))];
  await checkManifests(tx, scope, planned, digests);
}

/** The same for manifests without tags. @returns their ids, by digest */
export async function checkUntagged(
  tx: Tx,
  run: ClaimedRun,
  scope: RunScope,
  planned: Planned,
  digests: string[],
): Promise<Map<string, number>> {
  await checkRun(tx, run, scope, planned);
  return await checkManifests(tx, scope, planned, digests);
}

async function checkRun(tx: Tx, run: ClaimedRun, scope: RunScope, { stamp }: Planned): Promise<void> {
  if (!(await holdRetentionRun(tx, run))) throw new RunTaken();
  if (!isDeepStrictEqual(await readStamp(tx, scope), stamp)) throw new PlanOutdated('others');
}

async function checkManifests(
  tx: Tx,
  { repositoryId }: RunScope,
  { snapshot }: Planned,
  digests: string[],
): Promise<Map<string, number>> {
  const seen = new Map<string, ManifestSnapshot>();
  for (const { manifests } of snapshot.repositories) for (const one of manifests) seen.set(one.digest, one);
  const ids = new Map<string, number>();
  for (const { id, digest, pushedAt, digestUsedAt } of await readManifestFacts(tx, repositoryId, digests)) {
    const before = seen.get(digest);
    if (before?.lastPulledAt !== digestUsedAt || before.pushedAt !== pushedAt) throw new PlanOutdated(digest);
    ids.set(digest, id);
  }
  if (digests.some((digest) => !ids.has(digest))) throw new PlanOutdated('gone');
  return ids;
}
