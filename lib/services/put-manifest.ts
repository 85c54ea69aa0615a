import type { OperationKey } from '#lib/db/operations.ts';
import { manifestKey, tagKey } from '#lib/db/operations.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { isFallback, subjectOfFallbackTag } from '#lib/oci/fallback-tag.ts';
import type { ParsedManifest } from '#lib/oci/manifest.ts';
import { MAX_MANIFEST_BYTES, parseManifest } from '#lib/oci/manifest.ts';
import type { Reference } from '#lib/oci/reference.ts';
import { isPin } from '#lib/oci/pin.ts';
import { readScratch } from '#lib/oci/scratch.ts';
import type { Principal } from '#lib/policies/can.ts';
import * as upstream from '#lib/registry/manifests.ts';
import type { Actor } from './actor.ts';
import { ensureRepository } from './ensure-repository.ts';
import { hideLostBlobs } from './hide-lost-blobs.ts';
import { requireMovable } from './guard-tags.ts';
import { requireRoom } from './require-room.ts';
import { refreshFallback } from './refresh-fallback.ts';
import { readManifest } from './read-manifest.ts';
import { recordPut } from './record-put.ts';
import { runOperation } from './run-operation.ts';

/** The upstream PUT of at most 4 MiB; the operation may be settled by others shortly after. */
const PUT_TIMEOUT_MS = 8_000;
export const PUT_DEADLINE_MS = 9_000;

export type PutManifest = {
  repository: string;
  reference: Reference;
  bytes: Buffer;
  contentType: string;
  principal: Principal;
  actor: Actor;
};

/**
 * Stores the exact bytes upstream and in the index (distribution spec 1.1, "Pushing Manifests"); both are done when it
 * returns. @throws AppError MANIFEST_INVALID, DIGEST_INVALID, MANIFEST_BLOB_UNKNOWN, DENIED, TOOMANYREQUESTS, UPSTREAM_*
 */
export async function putManifest(put: PutManifest): Promise<{ digest: string; subject: string | null }> {
  const parsed = validate(put);
  const { id: repositoryId, project } = await ensureRepository(put.repository, put.principal, put.actor);
  const digest = digestOf(put.bytes);
  // No longer than the PUT, or the operation may be another's to settle.
  const signal = AbortSignal.timeout(PUT_TIMEOUT_MS);
  const manifest = { bytes: put.bytes, mediaType: put.contentType, parsed };
  const read = () => readManifest(put.repository, manifest, signal);
  // Beside the rest, as it takes as long as all that is written.
  const reading = read();
  reading.catch(() => undefined);
  const tag = put.reference.kind === 'tag' ? put.reference.tag : null;
  const reference = put.reference.kind === 'tag' ? put.reference.tag : put.reference.digest;
  await runOperation(
    {
      repositoryId,
      payload: {
        kind: 'put-manifest',
        repository: put.repository,
        reference,
        digest,
        mediaType: parsed.mediaType,
        address: put.actor.address,
        credential: put.actor.credential ?? null,
      },
      keys: keysOf(repositoryId, put.reference, digest, parsed),
      actor: put.actor.name,
      deadlineMs: PUT_DEADLINE_MS,
      check: async (tx, { id: operationId }) => {
        if (tag !== null)
          await requireMovable(tx, { id: repositoryId, name: put.repository }, { tag, digest });
        if (project.limited)
          await requireRoom(tx, { project, repositoryId, operationId, tag, blobs: parsed.blobs });
      },
    },
    async () => {
      const stored = await upstream.putManifest(
        put.repository,
        reference,
        put.bytes,
        parsed.mediaType,
        PUT_TIMEOUT_MS,
      );
      if (stored.refused) throw await explain(stored, { id: repositoryId, name: put.repository }, parsed);
      // What could not be read a moment ago may have been under another push's hands.
      return reading.catch(read);
    },
    (tx, read) =>
      recordPut(tx, {
        manifest: {
          ...read,
          repositoryId,
          pushedBy: put.actor.name,
          pushedAt: new Date(),
          fallback: isFallback(reference, parsed),
        },
        repository: put.repository,
        project: project.name,
        tag,
        actor: put.actor,
      }),
  );
  const subject = parsed.subject?.digest ?? null;
  await keepReferrers({ id: repositoryId, name: put.repository }, subject ?? subjectOfFallbackTag(reference));
  return { digest, subject };
}

/** After a referrer, and after a list that an older client wrote without knowing of the others. */
async function keepReferrers(
  repository: { id: number; name: string },
  subject: string | null,
): Promise<void> {
  if (subject !== null) await refreshFallback(repository, subject);
}

function validate(put: PutManifest): ParsedManifest {
  if (put.bytes.length > MAX_MANIFEST_BYTES) {
    throw new AppError('TOO_LARGE', 'A manifest may have at most 4 MiB.');
  }
  const parsed = parseManifest(put.bytes, put.contentType);
  if (put.reference.kind === 'digest' && digestOf(put.bytes) !== put.reference.digest) {
    throw new AppError('DIGEST_INVALID', 'The manifest has another digest than the one it was sent under.');
  }
  if (readScratch(parsed.annotations) || isPin(parsed.annotations)) {
    throw new AppError(
      'MANIFEST_INVALID',
      'The annotations dev.lighter.untag.* and dev.lighter.pin.* are for the registry itself.',
    );
  }
  return parsed;
}

function keysOf(
  repositoryId: number,
  reference: Reference,
  digest: string,
  parsed: ParsedManifest,
): OperationKey[] {
  const shared = [digest, ...parsed.children.map((child) => child.digest)];
  if (parsed.subject) shared.push(parsed.subject.digest);
  const keys = shared.map((one) => manifestKey(repositoryId, one));
  return reference.kind === 'tag' ? [tagKey(repositoryId, reference.tag), ...keys] : keys;
}

/** What upstream does not have may be what it has lost: then the client's next push brings it. */
async function explain(
  refused: upstream.Refusal,
  repository: { id: number; name: string },
  parsed: ParsedManifest,
): Promise<AppError> {
  if (!LACKING.has(refused.code)) return refusal(refused);
  const lost = await hideLostBlobs(repository, parsed);
  if (lost.length === 0) return refusal(refused);
  return new AppError(
    'MANIFEST_BLOB_UNKNOWN',
    `The registry has lost ${lost.join(', ')}. Push the image again: what is missing is then taken anew.`,
  );
}

/** DIGEST_INVALID: the link file of a blob is damaged, as the manifest's own digest is right. */
const LACKING: ReadonlySet<string> = new Set(['MANIFEST_BLOB_UNKNOWN', 'BLOB_UNKNOWN', 'DIGEST_INVALID']);

function refusal({ code, message }: upstream.Refusal): AppError {
  if (code === 'MANIFEST_BLOB_UNKNOWN' || code === 'BLOB_UNKNOWN' || code === 'MANIFEST_UNKNOWN') {
    return new AppError(
      'MANIFEST_BLOB_UNKNOWN',
      `The manifest names content that this repository does not have: push that first. ${message}`,
    );
  }
  if (code === 'DIGEST_INVALID') return new AppError('DIGEST_INVALID', message);
  if (code === 'TAG_INVALID') return new AppError('TAG_INVALID', message);
  if (code === 'UNSUPPORTED')
    return new AppError('UNSUPPORTED', `The registry behind Lighter is read-only: ${message}.`);
  if (code === 'UNAUTHORIZED' || code === 'DENIED') {
    return new AppError(
      'UPSTREAM_ERROR',
      'The registry refuses Lighter: check REGISTRY_USERNAME and REGISTRY_PASSWORD.',
    );
  }
  return new AppError('MANIFEST_INVALID', `The registry refused the manifest: ${message}.`);
}
