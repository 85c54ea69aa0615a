import { AppError } from '#lib/errors/app-error.ts';
import type { WritePermit } from '#lib/db/write-gate.ts';
import { headBlob } from '#lib/registry/blobs.ts';
import { blobPath } from '#lib/registry/paths.ts';
import { discard } from '#lib/registry/request.ts';
import { recordBlob } from '#lib/services/record-blob.ts';
import { releaseUpload, reserveBlob } from '#lib/services/upload-quota.ts';
import type { Exchange } from '../http/exchange.ts';
import { send } from '../http/send.ts';
import { sendUp } from '../transfer/send-up.ts';
import { keepUpload, SmallJson } from '../transfer/small-json.ts';
import { finishTime } from '../transfer/watch-upload.ts';
import { offsetOf, uploadPath, type UploadAddress } from './upload-address.ts';
import { uploadRefusal } from './upload-refusal.ts';
import { giveUp, openMeter, type LimitedProject, type UploadMeter } from './upload-room.ts';

type PermittedExchange = Exchange & { permit: WritePermit };

export type Closing = {
  repositoryId: number;
  address: UploadAddress;
  digest: string;
  /** Whose quota must have room for it; null: it has none. */
  project: LimitedProject;
};

/**
 * Sends the last bytes of an upload (perhaps none, perhaps all) and closes it under its digest; the blob is visible here before the
 * 201. @throws AppError DIGEST_INVALID, BLOB_UPLOAD_UNKNOWN, BLOB_UPLOAD_INVALID, DENIED (quota), UNAVAILABLE, UPSTREAM_*
 */
export async function closeUpload(exchange: PermittedExchange, closing: Closing): Promise<void> {
  const { address, digest, project } = closing;
  if (!project) await store(exchange, closing, null);
  else await storeWithin(exchange, closing, project);
  send(exchange.response, 201, {
    location: blobPath(address.repository, digest),
    'docker-content-digest': digest,
  });
}

/** Under a quota: room is taken before anything is stored, or, of what says no length, while it comes. */
async function storeWithin(
  exchange: PermittedExchange,
  closing: Closing,
  project: { id: number; name: string },
): Promise<void> {
  const { address, digest } = closing;
  const held = { project, session: address.session };
  const known = sizeOf(address, exchange.request.headers);
  try {
    if (known !== null) await reserveBlob({ ...held, digest, bytes: known });
    await store(exchange, closing, known === null ? await openMeter(project, address, 0) : null, (size) =>
      reserveBlob({ ...held, digest, bytes: size }),
    );
  } catch (error) {
    if (error instanceof AppError && error.code === 'DENIED') await giveUp(project, address);
    throw error;
  } finally {
    // It counts as a blob by now, or is none.
    await releaseUpload(held).catch(() => undefined);
  }
}

async function store(
  { request, response, permit }: PermittedExchange,
  { repositoryId, address, digest }: Closing,
  meter: UploadMeter | null,
  admit?: (size: number) => Promise<void>,
): Promise<void> {
  const small = new SmallJson();
  const known = sizeOf(address, request.headers);
  const upstream = await sendUp(request, response, {
    method: 'PUT',
    path: uploadPath(address, digest),
    look: (chunk) => {
      small.take(chunk);
      meter?.count(chunk.length);
    },
    signal: meter ? AbortSignal.any([permit.signal, meter.signal]) : permit.signal,
    finishMs: finishTime(known),
  });
  if (upstream.status !== 201) throw await uploadRefusal(upstream);
  discard(upstream);
  if (upstream.headers['docker-content-digest'] !== digest) {
    throw new AppError(
      'UPSTREAM_ERROR',
      'The registry stored the upload under another digest than the one asked for.',
    );
  }
  keepUpload(address.session, small, digest);
  const size = known ?? (await headBlob(address.repository, digest));
  if (size === null)
    throw new AppError('UPSTREAM_ERROR', 'The registry has lost the blob that it has just stored.');
  if (known === null) await admit?.(size);
  await permit.confirm();
  await recordBlob({ repositoryId, digest, size });
}

/** What was there before plus what came now; null when either is not known, as with a chunked last part. */
function sizeOf(address: UploadAddress, headers: Exchange['request']['headers']): number | null {
  const before = offsetOf(address);
  if (before === null || headers['transfer-encoding'] !== undefined) return null;
  return before + Number(headers['content-length'] ?? 0);
}
