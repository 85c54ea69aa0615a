import { AppError } from '#lib/errors/app-error.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { OCI_INDEX } from '#lib/oci/media-types.ts';
import { scratchBytes } from '#lib/oci/scratch.ts';
import { capabilities } from './capabilities.ts';
import { each } from './each.ts';
import {
  DAMAGED,
  deleteManifest,
  getManifest,
  headManifest,
  probeManifest,
  putManifest,
} from './manifests.ts';
import { deleteTag } from './tags.ts';

export type Untag = {
  repository: string;
  /** Names the scratch: the same at every attempt of one operation. */
  operationId: string;
  tags: { tag: string; digest: string }[];
  /** A second attempt: an earlier one may have been cut off anywhere. */
  resume: boolean;
};

/** `untagged`: gone upstream now. `moved`: pointed elsewhere by then, and left alone. */
export type Untagged = { untagged: string[]; moved: string[] };

/** One upstream call: the DELETE scans every tag of the repository, 2,000 of them in about a second on a disk. */
const CALL_TIMEOUT_MS = 30_000;
/** A tag of a batch costs a HEAD, a PUT and its removal. */
const MS_A_TAG = 50;
/** The scan reads every tag of the repository, and a cut-off one ends nowhere else: on a busy disk 5 ms each were seen. */
const SCAN_MS_A_TAG = 20;

/**
 * An untag of so many `tags`, in a repository of so many `among` all, may take so long before others settle it: a DELETE that is cut off
 * goes on upstream by itself, and would take along what was pushed under those tags since.
 */
export function untagDeadlineMs({ tags, among }: { tags: number; among: number }): number {
  return CALL_TIMEOUT_MS + MS_A_TAG * tags + SCAN_MS_A_TAG * among;
}

/** A registry killed while it deletes loses its revision and keeps the tags: more rounds than this mean something else is wrong. */
const MAX_ROUNDS = 3;

/**
 * Removes tags upstream, and only them: siblings on the same digest stay (architecture, "Deleting"). Tags that moved
 * are left alone. Safe to run again with `resume` after being cut off at any point.
 * @throws AppError UNSUPPORTED while deletes are off upstream; UPSTREAM_ERROR: run it again with `resume`
 */
export async function untag(untag: Untag): Promise<Untagged> {
  const { untag: how } = await capabilities();
  if (how === 'none') throw deletesOff();
  return how === 'tag' ? untagEach(untag) : untagByScratch(untag);
}

/**
 * Undoes an untag that was cut off: tags still on its scratch point at their own digests again. For scratches that no
 * operation knows any more. @returns the tags brought back
 */
export async function undoUntag(untag: Omit<Untag, 'resume'>): Promise<string[]> {
  const { repository, tags } = untag;
  const bytes = scratchBytes(untag);
  const scratch = digestOf(bytes);
  // A delete that was killed has lost the scratch's revision: without it the tags on it can not be told from none.
  await mustPut(repository, scratch, bytes);
  const stuck = await stillOn(
    scratch,
    repository,
    tags.map(({ tag }) => tag),
  );
  const back = await each(
    tags.filter(({ tag }) => stuck.includes(tag)),
    async ({ tag, digest }) => {
      const original = await getManifest(repository, digest);
      if (!original) return null;
      const put = await putManifest(repository, tag, original.bytes, original.mediaType);
      return put.refused ? null : tag;
    },
  );
  if (back.every((tag) => tag !== null)) await deleteManifest(repository, scratch, CALL_TIMEOUT_MS);
  return back.filter((tag) => tag !== null);
}

export function deletesOff(): AppError {
  return new AppError(
    'UNSUPPORTED',
    'The registry behind Lighter has deletes switched off: set storage.delete.enabled to true in its configuration and restart it.',
  );
}

async function untagEach({ repository, tags }: Untag): Promise<Untagged> {
  const moved: string[] = [];
  const untagged: string[] = [];
  await each(tags, async ({ tag, digest }) => {
    const at = await headManifest(repository, tag);
    if (at !== null && at !== digest) return void moved.push(tag);
    if (at !== null) await deleteTag(repository, tag, CALL_TIMEOUT_MS);
    untagged.push(tag);
  });
  return { untagged, moved };
}

async function untagByScratch(untag: Untag): Promise<Untagged> {
  const { repository, tags, resume } = untag;
  const bytes = scratchBytes(untag);
  const scratch = digestOf(bytes);
  const digests = new Map(tags.map(({ tag, digest }) => [tag, digest]));
  // Before anything was written, a damaged tag is somebody else's trouble; afterwards it may be ours.
  const probe = resume ? probeManifest : headManifest;
  const found = await each(tags, async ({ tag }) => ({ tag, at: await probe(repository, tag) }));
  const moved = found.filter(
    ({ tag, at }) => typeof at === 'string' && at !== digests.get(tag) && at !== scratch,
  );
  const doomed = found.filter((one) => !moved.includes(one));

  let toPoint = doomed.filter(({ tag, at }) => at === DAMAGED || at === digests.get(tag));
  let left = doomed.filter(({ at }) => at !== null);
  // A killed registry may have lost the scratch's revision and kept the tags on it, which look absent then: a resumed
  // untag always takes one round, with the revision put back first.
  let again = resume;
  for (let round = 0; left.length > 0 || again; round++) {
    if (round === MAX_ROUNDS)
      throw new AppError(
        'UPSTREAM_ERROR',
        `The registry does not let go of ${left.length} tags of ${repository}.`,
      );
    await each(toPoint, ({ tag }) => mustPut(repository, tag, bytes));
    if (round > 0 || resume) await mustPut(repository, scratch, bytes);
    // False: the revision was lost on the way, and the tags on it are still there.
    again = !(await deleteManifest(repository, scratch, CALL_TIMEOUT_MS));
    const now = await each(doomed, async ({ tag }) => ({ tag, at: await probeManifest(repository, tag) }));
    left = now.filter(({ at }) => at === scratch || at === DAMAGED);
    toPoint = left.filter(({ at }) => at === DAMAGED);
  }
  return { untagged: doomed.map(({ tag }) => tag), moved: moved.map(({ tag }) => tag) };
}

async function stillOn(scratch: string, repository: string, tags: string[]): Promise<string[]> {
  const at = await each(tags, (tag) => headManifest(repository, tag));
  return tags.filter((_, i) => at[i] === scratch);
}

async function mustPut(repository: string, reference: string, bytes: Buffer): Promise<void> {
  const put = await putManifest(repository, reference, bytes, OCI_INDEX, CALL_TIMEOUT_MS);
  if (put.refused)
    throw new AppError(
      'UPSTREAM_ERROR',
      `The registry refused to let go of ${repository}:${reference}: ${put.message}.`,
    );
}
