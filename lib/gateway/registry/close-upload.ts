import { AppError } from '#lib/errors/app-error.ts';
import { headBlob } from '#lib/registry/blobs.ts';
import { blobPath } from '#lib/registry/paths.ts';
import { discard } from '#lib/registry/request.ts';
import { recordBlob } from '#lib/services/record-blob.ts';
import type { Exchange } from '../http/exchange.ts';
import { send } from '../http/send.ts';
import { sendUp } from '../transfer/send-up.ts';
import { keepUpload, SmallJson } from '../transfer/small-json.ts';
import { finishTime } from '../transfer/watch-upload.ts';
import { offsetOf, uploadPath, type UploadAddress } from './upload-address.ts';
import { uploadRefusal } from './upload-refusal.ts';

/**
 * Sends the last bytes of an upload (perhaps none, perhaps all) and closes it under its digest; the blob is visible here before the
 * 201. @throws AppError DIGEST_INVALID, BLOB_UPLOAD_UNKNOWN, BLOB_UPLOAD_INVALID, UPSTREAM_*
 */
export async function closeUpload(
  { request, response }: Exchange,
  { repositoryId, address, digest }: { repositoryId: number; address: UploadAddress; digest: string },
): Promise<void> {
  const small = new SmallJson();
  const known = sizeOf(address, request.headers);
  const upstream = await sendUp(request, response, {
    method: 'PUT',
    path: uploadPath(address, digest),
    look: (chunk) => small.take(chunk),
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
  await recordBlob({ repositoryId, digest, size });
  send(response, 201, { location: blobPath(address.repository, digest), 'docker-content-digest': digest });
}

/** What was there before plus what came now; null when either is not known, as with a chunked last part. */
function sizeOf(address: UploadAddress, headers: Exchange['request']['headers']): number | null {
  const before = offsetOf(address);
  if (before === null || headers['transfer-encoding'] !== undefined) return null;
  return before + Number(headers['content-length'] ?? 0);
}
