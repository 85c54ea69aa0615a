import { setTimeout as sleep } from 'node:timers/promises';
import { digestOf } from '#lib/oci/digest.ts';
import { MAX_MANIFEST_BYTES } from '#lib/oci/manifest.ts';
import { ACCEPT_ALL_MANIFESTS } from '#lib/oci/media-types.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { manifestPath } from './paths.ts';
import {
  DEFAULT_TIMEOUT_MS,
  discard,
  hasStatus,
  readBounded,
  readStart,
  unexpected,
  upstreamRequest,
} from './request.ts';

export type StoredManifest = { bytes: Buffer; mediaType: string; digest: string };

const accept = { accept: ACCEPT_ALL_MANIFESTS };

/**
 * The exact bytes of a manifest by tag or digest, or null when the registry has none (a layer's digest included:
 * 2.8.x answers that with 500). @throws AppError UPSTREAM_ERROR when the bytes are not what was asked for
 */
export async function getManifest(repository: string, reference: string): Promise<StoredManifest | null> {
  const response = await upstreamRequest({
    method: 'GET',
    path: manifestPath(repository, reference),
    headers: accept,
  });
  const byDigest = reference.includes(':');
  if (response.status === 404 || (response.status === 500 && byDigest)) {
    discard(response);
    return null;
  }
  if (response.status !== 200) throw unexpected(response, `GET of manifest ${repository}@${reference}`);
  const bytes = await readBounded(response.stream, MAX_MANIFEST_BYTES);
  const digest = digestOf(bytes);
  if (byDigest && digest !== reference) {
    throw new AppError(
      'UPSTREAM_ERROR',
      `The registry holds other bytes under ${repository}@${reference}: its storage is damaged.`,
    );
  }
  return { bytes, digest, mediaType: response.headers['content-type'] ?? '' };
}

/** The digest a tag (or digest) stands for upstream, or null when there is none. */
export async function headManifest(repository: string, reference: string): Promise<string | null> {
  const response = await upstreamRequest({
    method: 'HEAD',
    path: manifestPath(repository, reference),
    headers: accept,
  });
  discard(response);
  if (response.status === 404) return null;
  const digest = response.headers['docker-content-digest'];
  if (response.status !== 200 || typeof digest !== 'string')
    throw unexpected(response, `HEAD of manifest ${repository}:${reference}`);
  return digest;
}

/** A tag or manifest whose files a killed registry left half written: it answers 500 to everything but a PUT. */
export const DAMAGED = Symbol('damaged');

/** As `headManifest`, but tells what is damaged instead of throwing. For those who can repair it. */
export async function probeManifest(
  repository: string,
  reference: string,
): Promise<string | typeof DAMAGED | null> {
  try {
    return await headManifest(repository, reference);
  } catch (error) {
    if (hasStatus(error, 500)) return DAMAGED;
    throw error;
  }
}

/** Upstream's refusal of a manifest, as it said it (400: a blob or child it does not have; 405…). */
export type Refusal = { refused: true; status: number; code: string; message: string };

/**
 * Waits before a refused manifest is sent again. Distribution rewrites a blob's link file in place when another push brings the same blob, and
 * whoever reads it meanwhile finds it empty: the manifest is refused with DIGEST_INVALID, though all of it is there.
 */
const TORN_LINK_WAITS_MS = [20, 80, 250];

/**
 * Stores exact bytes under a tag or their digest, which is theirs. A refusal is an answer, not an error: the manifest is not stored.
 * `timeoutMs` is for all of it. @throws AppError UPSTREAM_ERROR or UPSTREAM_TIMEOUT: it may or may not be stored
 */
export async function putManifest(
  repository: string,
  reference: string,
  bytes: Uint8Array,
  mediaType: string,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<{ refused: false } | Refusal> {
  const started = performance.now();
  const left = () => Math.max(1, Math.ceil(timeoutMs - (performance.now() - started)));
  const put = () => putOnce(repository, reference, bytes, mediaType, left());
  let answer = await put();
  for (const wait of TORN_LINK_WAITS_MS) {
    if (!answer.refused || answer.code !== 'DIGEST_INVALID') break;
    await sleep(wait);
    answer = await put();
  }
  return answer;
}

async function putOnce(
  repository: string,
  reference: string,
  bytes: Uint8Array,
  mediaType: string,
  timeoutMs: number,
): Promise<{ refused: false } | Refusal> {
  const response = await upstreamRequest({
    method: 'PUT',
    path: manifestPath(repository, reference),
    headers: { 'content-type': mediaType },
    body: bytes,
    timeoutMs,
  });
  if (response.status === 201) {
    discard(response);
    return { refused: false };
  }
  if (response.status < 400 || response.status >= 500)
    throw unexpected(response, `PUT of manifest ${repository}:${reference}`);
  return refusal(response.status, await readStart(response.stream, MAX_REFUSAL_BYTES));
}

/** Deletes by digest, tags and all; false when it was not there. Only `untag` and `purge` may call this. */
export async function deleteManifest(
  repository: string,
  digest: string,
  timeoutMs?: number,
): Promise<boolean> {
  const response = await upstreamRequest({
    method: 'DELETE',
    path: manifestPath(repository, digest),
    timeoutMs,
  });
  if (response.status === 404) {
    discard(response);
    return false;
  }
  if (response.status !== 202) throw unexpected(response, `DELETE of manifest ${repository}@${digest}`);
  discard(response);
  return true;
}

/** Of an index the registry names each child that it lacks, which can be thousands: the first few say enough. */
const MAX_REFUSAL_BYTES = 64 * 1024;

function refusal(status: number, body: Buffer): Refusal {
  try {
    const [first] = (JSON.parse(closed(body)) as Envelope).errors;
    const detail = first?.detail ? ` (${JSON.stringify(first.detail).slice(0, 500)})` : '';
    if (first) return { refused: true, status, code: first.code, message: `${first.message}${detail}` };
  } catch {
    // Not the error envelope of the spec; the status says enough.
  }
  return { refused: true, status, code: 'MANIFEST_INVALID', message: `the registry answered ${status}` };
}

type Envelope = { errors: { code: string; message: string; detail?: unknown }[] };

/** An envelope of which only the start was read ends after its last whole error. */
function closed(body: Buffer): string {
  const text = body.toString();
  return body.length < MAX_REFUSAL_BYTES ? text : `${text.slice(0, text.lastIndexOf('},{'))}}]}`;
}
