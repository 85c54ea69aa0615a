import { indexManifest } from '#lib/db/index-manifests.ts';
import { moveTag } from '#lib/db/index-tags.ts';
import { manifestKey, tagKey } from '#lib/db/operations.ts';
import type { LeftList } from '#lib/db/own-fallback.ts';
import { dropFallbackTag, forgetFallback, isLeftList, ownFallback } from '#lib/db/own-fallback.ts';
import { hiddenAmong, readReferrers } from '#lib/db/referrers.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { fallbackTag } from '#lib/oci/fallback-tag.ts';
import { MAX_MANIFEST_BYTES, parseManifest, type Descriptor } from '#lib/oci/manifest.ts';
import { INDEX_TYPES, OCI_INDEX } from '#lib/oci/media-types.ts';
import { mergeReferrers, referrersIndex } from '#lib/oci/referrers-index.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import { each } from '#lib/registry/each.ts';
import { deleteManifest, getManifest, headManifest, putManifest } from '#lib/registry/manifests.ts';
import { runOperation } from './run-operation.ts';

/** The upstream calls of one refresh, each small. */
const DEADLINE_MS = 30_000;
/** More referrers of one digest than an index of 4 MiB holds are listed by the referrers API alone. */
const MAX_REFERRERS = 10_000;

/**
 * Brings the fallback tag of a subject upstream up to the referrers that the index shows, under the tag's key, and
 * keeps what older clients listed there: nothing upstream lists untagged manifests, so this is where they are found
 * again without the index. @throws AppError TOOMANYREQUESTS, UPSTREAM_*
 */
export async function refreshFallback(
  repository: { id: number; name: string },
  subject: string,
): Promise<void> {
  const tag = fallbackTag(subject);
  const old = await ownFallback(repository.id, tag);
  await runOperation(
    {
      repositoryId: repository.id,
      payload: { kind: 'index', repository: repository.name, reference: tag },
      keys: [tagKey(repository.id, tag), ...(old ? [manifestKey(repository.id, old, true)] : [])],
      actor: null,
      deadlineMs: DEADLINE_MS,
    },
    () => replaceFallback(repository, subject, old),
    async (tx, replaced) => {
      if (!replaced) return;
      if (replaced.bytes) await recordFallback(tx, repository.id, tag, replaced.bytes);
      else await dropFallbackTag(tx, repository.id, tag);
      if (replaced.deleted) await forgetFallback(tx, repository.id, replaced.deleted);
    },
  );
}

/**
 * Deletes a list of referrers that a newer one has replaced, such as each that an older client wrote: what it names was carried over, as
 * far as it is there. Where others write upstream too, it stays. @throws AppError TOOMANYREQUESTS, CONFLICT, UPSTREAM_*
 */
export async function deleteLeftList(list: LeftList): Promise<void> {
  const { repository, digest } = list;
  if (!(await mayDelete())) return;
  await runOperation(
    {
      repositoryId: repository.id,
      payload: { kind: 'purge', repository: repository.name, digest },
      keys: [manifestKey(repository.id, digest, true)],
      actor: null,
      deadlineMs: DEADLINE_MS,
      check: async (tx) => {
        if (!(await isLeftList(tx, list))) throw new AppError('CONFLICT', 'This list is in use again.');
      },
    },
    () => deleteManifest(repository.name, digest),
    (tx) => forgetFallback(tx, repository.id, digest),
  );
}

/** `bytes` null: nothing is listed any more, and the tag is gone. */
type Replaced = { bytes: Buffer | null; deleted: string | null };

/**
 * Writes the list if it has changed, and deletes the one before if it was ours; an empty list of ours goes with its tag, or a subject
 * that was purged would leave it behind for ever. @returns null when there is nothing to do
 */
async function replaceFallback(
  repository: { id: number; name: string },
  subject: string,
  old: string | null,
): Promise<Replaced | null> {
  const tag = fallbackTag(subject);
  const current = await getManifest(repository.name, tag);
  const listed = current ? listedIn(current) : [];
  // Somebody's image under such a name is not ours to overwrite.
  if (listed === null) return null;
  const known = await readReferrers(repository.id, subject, { limit: MAX_REFERRERS });
  const mine = old !== null && (await mayDelete());
  // Cut off after the delete below: what is left of it is in the index alone.
  if (!current && known.length === 0) return mine ? { bytes: null, deleted: old } : null;
  const ours = mine && current?.digest === old;
  const referrers = mergeReferrers(known, await stillThere(repository, listed));
  if (ours && referrers.length === 0) {
    await deleteManifest(repository.name, old);
    return { bytes: null, deleted: old };
  }
  const bytes = referrersIndex(referrers);
  if (bytes.length > MAX_MANIFEST_BYTES || (current && digestOf(bytes) === current.digest)) return null;
  const put = await putManifest(repository.name, tag, bytes, OCI_INDEX);
  if (put.refused) {
    logger('referrers').warn(
      { repository: repository.name, subject, why: put.message },
      'fallback tag refused upstream',
    );
    return null;
  }
  if (ours) await deleteManifest(repository.name, old);
  return { bytes, deleted: ours ? old : null };
}

/** Others may have tagged a list where they write upstream too: then it stays, as any image that lost its tag. */
async function mayDelete(): Promise<boolean> {
  return env().upstreamMode === 'exclusive' && (await capabilities()).untag !== 'none';
}

async function recordFallback(tx: Tx, repositoryId: number, tag: string, bytes: Buffer): Promise<void> {
  const at = new Date();
  const read = { digest: digestOf(bytes), bytes, parsed: parseManifest(bytes, OCI_INDEX), config: null };
  const id = await indexManifest(tx, {
    ...read,
    repositoryId,
    pushedBy: null,
    pushedAt: at,
    fallback: true,
  });
  await moveTag(tx, { repositoryId, tag, manifestId: id, kind: 'found', actor: null, at });
}

function listedIn(manifest: { bytes: Buffer; mediaType: string }): Descriptor[] | null {
  if (!INDEX_TYPES.includes(manifest.mediaType)) return null;
  return parseManifest(manifest.bytes, manifest.mediaType).children;
}

/** Without what was deleted here or is gone upstream: 2.x refuses an index that lists what it does not have. */
async function stillThere(
  repository: { id: number; name: string },
  listed: Descriptor[],
): Promise<Descriptor[]> {
  const hidden = await hiddenAmong(
    repository.id,
    listed.map((entry) => entry.digest),
  );
  const shown = listed.filter((entry) => !hidden.has(entry.digest));
  const there = await each(shown, (entry) => headManifest(repository.name, entry.digest));
  return shown.filter((_, i) => there[i] !== null);
}
