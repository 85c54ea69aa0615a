import { useBlob } from '#lib/db/gateway-blobs.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { parseRange, type ByteRange } from '#lib/oci/range.ts';
import { blobPath } from '#lib/registry/paths.ts';
import { actorOf } from '#lib/services/actor.ts';
import { deleteBlob } from '#lib/services/delete-blob.ts';
import { mayDo } from '#lib/token/repository-policy.ts';
import { begin, send, sendOciError } from '../http/send.ts';
import { fetchContent } from '../transfer/fetch-content.ts';
import { refusal } from './authorize.ts';
import { entityTag, isUnchanged } from './entity-tag.ts';
import type { RegistryExchange } from './registry-exchange.ts';
import type { RouteOf } from './route.ts';

type BlobExchange = RegistryExchange<RouteOf<'blob'>>;

/** `GET` and `HEAD /v2/<name>/blobs/<digest>` (distribution spec 1.1, end-2): what is visible here, streamed from upstream. */
export async function getBlob(exchange: BlobExchange): Promise<void> {
  const { request, response, route, authority } = exchange;
  if (authority.repositoryId === null) throw refusal(exchange);
  const { blobSize: size } = authority;
  if (size === null)
    throw new AppError('BLOB_UNKNOWN', `There is no blob ${route.digest} in ${route.repository}.`);
  const headers = {
    'content-type': 'application/octet-stream',
    'docker-content-digest': route.digest,
    etag: entityTag(route.digest),
    'accept-ranges': 'bytes',
  };
  if (request.method === 'HEAD') await recordUse(exchange);
  if (isUnchanged(request.headers['if-none-match'], route.digest)) {
    begin(response, 304, headers);
    response.end();
  } else if (request.method === 'HEAD') {
    begin(response, 200, { ...headers, 'content-length': size });
    response.end();
  } else await sendBlob(exchange, headers, size);
}

/** `DELETE /v2/<name>/blobs/<digest>` (end-10): hides it here; 405 while an image needs it. */
export async function deleteBlobHere({ response, route, caller, client }: BlobExchange): Promise<void> {
  await deleteBlob({
    repository: route.repository,
    digest: route.digest,
    actor: actorOf(caller.principal, client.address, caller.presented),
  });
  send(response, 202, {});
}

/** Whoever pushes and hears that a blob is there does not upload it: from then on it must not go away. */
async function recordUse({ route, caller, authority }: BlobExchange): Promise<void> {
  const { repositoryId, blobUsed, project } = authority;
  if (blobUsed || repositoryId === null || !mayDo(caller.principal, 'push', route.repository, project))
    return;
  await useBlob({ repositoryId, digest: route.digest });
}

async function sendBlob(
  exchange: BlobExchange,
  headers: Record<string, string>,
  size: number,
): Promise<void> {
  const { response, route } = exchange;
  let range: ByteRange | null;
  try {
    range = rangeOf(exchange, size);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return sendOciError(response, error, { 'content-range': `bytes */${size}` });
  }
  const asked: Record<string, string> = range ? { range: `bytes=${range.start}-${range.end}` } : {};
  const content = await fetchContent(blobPath(route.repository, route.digest), asked, {
    length: range ? range.end - range.start + 1 : size,
    signal: exchange.signal,
  });
  if (content === null)
    throw new AppError(
      'BLOB_UNKNOWN',
      `The registry has lost the blob ${route.digest} of ${route.repository}.`,
    );
  const part = content.status === 206 ? range : null;
  begin(response, part ? 206 : 200, {
    ...headers,
    // Of a blob that was not uploaded here the index has the size that a manifest gives, and a manifest may be wrong.
    'content-length': part ? part.end - part.start + 1 : (content.length ?? size),
    ...(part ? { 'content-range': `bytes ${part.start}-${part.end}/${size}` } : {}),
  });
  await content.sendTo(response);
}

/** A range for another content than this one (`If-Range`) asks for all of it (RFC 9110, 13.1.5). */
function rangeOf({ request, route }: BlobExchange, size: number): ByteRange | null {
  const condition = request.headers['if-range'];
  if (condition !== undefined && condition !== entityTag(route.digest)) return null;
  return parseRange(request.headers.range, size);
}
