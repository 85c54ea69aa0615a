import { AppError } from '../errors/app-error.ts';
import type { ByteRange } from './range.ts';

/**
 * Reads the `Content-Range` of a chunk (distribution spec 1.1, "Pushing a blob in chunks": `<start>-<end>`; some clients
 * write it as HTTP does, `bytes <start>-<end>/<total>`). Null: the header is absent.
 * @throws AppError BLOB_UPLOAD_INVALID
 */
export function parseContentRange(header: string | undefined): ByteRange | null {
  if (header === undefined) return null;
  const match = /^(?:bytes[ =])?(\d{1,16})-(\d{1,16})(?:\/(?:\d{1,16}|\*))?$/.exec(header.trim());
  const range = match && { start: Number(match[1]), end: Number(match[2]) };
  if (!range || range.end < range.start) {
    throw new AppError(
      'BLOB_UPLOAD_INVALID',
      'Content-Range must be the first and last byte of the chunk, as in "0-1023".',
    );
  }
  return range;
}
