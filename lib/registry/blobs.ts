import { digestOf } from '#lib/oci/digest.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { blobPath, uploadsPath } from './paths.ts';
import type { UpstreamResponse } from './request.ts';
import { discard, hasStatus, readBounded, unexpected, upstreamRequest } from './request.ts';
import { followRedirect } from './follow-redirect.ts';

/** Bytes of a blob upstream, or null when the repository has none such. */
export async function headBlob(repository: string, digest: string): Promise<number | null> {
  const response = await upstreamRequest({ method: 'HEAD', path: blobPath(repository, digest) });
  discard(response);
  if (response.status === 404) return null;
  // S3: a HEAD may be redirected to storage; its size is in the answer there.
  const final = isRedirect(response) ? await followRedirect(response, { method: 'HEAD' }) : response;
  if (final !== response) discard(final);
  if (final.status !== 200) throw unexpected(final, `HEAD of blob ${repository}@${digest}`);
  return Number(final.headers['content-length'] ?? 0);
}

/**
 * Whether a repository has lost a blob: there is none, or its link file is half written (500), as a registry leaves it that was killed
 * in the middle of an upload. Ask only of blobs that a manifest was refused for. @throws AppError UPSTREAM_* when it is not known
 */
export async function isBlobLost(repository: string, digest: string): Promise<boolean> {
  try {
    return (await headBlob(repository, digest)) === null;
  } catch (error) {
    if (hasStatus(error, 500)) return true;
    throw error;
  }
}

/**
 * A small blob whole (an image's config), or null when it is not there. @throws AppError UPSTREAM_ERROR when it is
 * longer than `limit` bytes or not what its digest says
 */
export async function getSmallBlob(
  repository: string,
  digest: string,
  limit: number,
  signal?: AbortSignal,
): Promise<Buffer | null> {
  const response = await upstreamRequest({ method: 'GET', path: blobPath(repository, digest), signal });
  if (response.status === 404) {
    discard(response);
    return null;
  }
  const final = isRedirect(response) ? await followRedirect(response, { method: 'GET', signal }) : response;
  if (final.status !== 200) throw unexpected(final, `GET of blob ${repository}@${digest}`);
  const bytes = await readBounded(final.stream, limit);
  if (digestOf(bytes) !== digest)
    throw new AppError('UPSTREAM_ERROR', `The registry holds other bytes under ${repository}@${digest}.`);
  return bytes;
}

/** Stores a small blob under its digest. @throws AppError UPSTREAM_ERROR when it is not stored for sure */
export async function putBlob(repository: string, bytes: Buffer): Promise<void> {
  const started = await upstreamRequest({ method: 'POST', path: uploadsPath(repository) });
  if (started.status !== 202) throw unexpected(started, `the start of an upload to ${repository}`);
  discard(started);
  const { pathname, searchParams } = new URL(started.headers.location ?? '/', 'http://registry');
  searchParams.set('digest', digestOf(bytes));
  const stored = await upstreamRequest({
    method: 'PUT',
    path: `${pathname}?${searchParams.toString()}`,
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
  });
  if (stored.status !== 201) throw unexpected(stored, `an upload to ${repository}`);
  discard(stored);
}

function isRedirect(response: UpstreamResponse): boolean {
  return response.status === 307 || response.status === 302;
}
