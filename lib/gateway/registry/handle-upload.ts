import { AppError } from '#lib/errors/app-error.ts';
import { parseContentRange } from '#lib/oci/content-range.ts';
import { digestRefusal } from '#lib/oci/digest-refusal.ts';
import { isDigest } from '#lib/oci/is-digest.ts';
import { discard, upstreamRequest, type UpstreamResponse } from '#lib/registry/request.ts';
import { releaseUpload } from '#lib/services/upload-quota.ts';
import { send, sendOciError } from '../http/send.ts';
import { sendUp } from '../transfer/send-up.ts';
import { keepChunk, SmallJson } from '../transfer/small-json.ts';
import { finishTime } from '../transfer/watch-upload.ts';
import { closeUpload } from './close-upload.ts';
import { chunkMinimum } from './chunk-minimum.ts';
import type { RegistryExchange } from './registry-exchange.ts';
import type { RouteOf } from './route.ts';
import { offsetOf, readLocation, readUpload, uploadPath, type UploadAddress } from './upload-address.ts';
import { forgetProgress, latestProgress, rememberProgress } from './upload-progress.ts';
import { uploadRefusal } from './upload-refusal.ts';
import { giveUp, limitedProject, openMeter, type UploadMeter } from './upload-room.ts';

type UploadExchange = RegistryExchange<RouteOf<'upload'>>;

/** `PATCH …/blobs/uploads/<session>` (distribution spec 1.1, end-5): one chunk, or with docker the whole blob as a stream. */
export async function patchUpload(exchange: UploadExchange): Promise<void> {
  const address = addressOf(exchange);
  const project = limitedProject(exchange);
  await inOrder(exchange, address, async () => {
    if (!project) return sendChunk(exchange, address, null);
    const announced = Number(exchange.request.headers['content-length'] ?? 0);
    try {
      await sendChunk(exchange, address, await openMeter(project, address, announced));
    } catch (error) {
      // What is out of order may still go on; a broken chunk ends an upload on 2.8.x.
      if (!(error instanceof AppError) || error.code !== 'RANGE_INVALID') await giveUp(project, address);
      throw error;
    }
  });
}

async function sendChunk(
  exchange: UploadExchange,
  address: UploadAddress,
  meter: UploadMeter | null,
): Promise<void> {
  const small = new SmallJson();
  const upstream = await sendUp(exchange.request, exchange.response, {
    method: 'PATCH',
    path: uploadPath(address),
    look: (chunk) => {
      small.take(chunk);
      meter?.count(chunk.length);
    },
    signal: meter ? AbortSignal.any([exchange.permit.signal, meter.signal]) : exchange.permit.signal,
    finishMs: finishTime(0),
  });
  if (upstream.status !== 202) throw await uploadRefusal(upstream);
  keepChunk(address.session, small);
  discard(upstream);
  sendProgress(exchange, 202, upstream);
}

/** `PUT …/blobs/uploads/<session>?digest=` (end-6): the last bytes, if any, and the end of the upload. */
export async function finishUpload(exchange: UploadExchange): Promise<void> {
  const digest = requireDigest(exchange.query);
  const address = addressOf(exchange);
  const { repositoryId } = exchange.authority;
  if (repositoryId === null) throw unknownUpload();
  await inOrder(exchange, address, async () => {
    await closeUpload(exchange, { repositoryId, address, digest, project: limitedProject(exchange) });
    forgetProgress(address);
  });
}

/** `GET …/blobs/uploads/<session>` (end-13): how far it is. */
export async function getUpload(exchange: UploadExchange): Promise<void> {
  sendProgress(exchange, 204, await askProgress(latestProgress(addressOf(exchange))));
}

/** `DELETE …/blobs/uploads/<session>`: gives it up. */
export async function cancelUpload(exchange: UploadExchange): Promise<void> {
  const address = latestProgress(addressOf(exchange));
  const upstream = await upstreamRequest({ method: 'DELETE', path: uploadPath(address) });
  if (upstream.status !== 204) throw await uploadRefusal(upstream);
  discard(upstream);
  forgetProgress(address);
  const project = limitedProject(exchange);
  if (project) await releaseUpload({ project, session: address.session });
  exchange.response.writeHead(204).end();
}

/** The query's `digest`. @throws AppError DIGEST_INVALID when it is missing or none that can be stored */
export function requireDigest(query: URLSearchParams): string {
  const digest = query.get('digest') ?? '';
  if (digest === '') throw new AppError('DIGEST_INVALID', 'The query must name the digest of the blob.');
  if (!isDigest(digest)) throw digestRefusal(digest);
  return digest;
}

function addressOf({ route, query, authority }: UploadExchange): UploadAddress {
  if (authority.repositoryId === null) throw unknownUpload();
  return readUpload(route.repository, route.session, query);
}

/**
 * Does `work` with a chunk that goes on where the upload is; any other is answered with 416 and where it goes on. Where neither
 * the address nor this process knows that, 3.x refuses the chunk, and is asked (2.8.x knows no address but the last).
 */
async function inOrder(
  exchange: UploadExchange,
  address: UploadAddress,
  work: () => Promise<void>,
): Promise<void> {
  const latest = latestProgress(address);
  if (latest !== address || !isInOrder(exchange, address)) return refuseOrder(exchange, latest);
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'RANGE_INVALID') throw error;
    refuseOrder(exchange, readLocation(address.repository, await askProgress(address)));
  }
}

/** @throws AppError BLOB_UPLOAD_UNKNOWN, UPSTREAM_* */
async function askProgress(address: UploadAddress): Promise<UpstreamResponse> {
  const upstream = await upstreamRequest({ method: 'GET', path: uploadPath(address) });
  if (upstream.status !== 204) throw await uploadRefusal(upstream);
  discard(upstream);
  return upstream;
}

/**
 * Whether a chunk that says where it belongs goes on where the upload is (2.8.x would not look).
 * @throws AppError BLOB_UPLOAD_INVALID, SIZE_INVALID
 */
function isInOrder({ request }: UploadExchange, address: UploadAddress): boolean {
  const range = parseContentRange(request.headers['content-range']);
  if (range === null) return true;
  const length = request.headers['content-length'];
  if (length !== undefined && Number(length) !== range.end - range.start + 1) {
    throw new AppError('SIZE_INVALID', 'Content-Range and Content-Length do not agree.');
  }
  const offset = offsetOf(address);
  return offset === null || offset === range.start;
}

function refuseOrder({ response }: UploadExchange, address: UploadAddress): void {
  const error = new AppError(
    'RANGE_INVALID',
    'This chunk does not follow the last one: go on where Range ends.',
  );
  sendOciError(response, error, { location: uploadPath(address), range: received(offsetOf(address) ?? 0) });
}

/** Where the upload goes on and how far it is; the range is upstream's word. */
function sendProgress({ response, route }: UploadExchange, status: number, upstream: UpstreamResponse): void {
  const address = readLocation(route.repository, upstream);
  rememberProgress(address);
  const range = upstream.headers.range;
  const headers = {
    location: uploadPath(address),
    range: range !== undefined && /^\d+-\d+$/.test(range) ? range : received(offsetOf(address) ?? 0),
    'docker-upload-uuid': address.session,
    ...chunkMinimum(upstream),
  };
  if (status === 204) response.writeHead(status, headers).end();
  else send(response, status, headers);
}

/** Distribution says `0-0` for nothing and for one byte alike. */
function received(bytes: number): string {
  return `0-${Math.max(bytes - 1, 0)}`;
}

function unknownUpload(): AppError {
  return new AppError('BLOB_UPLOAD_UNKNOWN', 'There is no such upload, or no longer: start a new one.');
}
