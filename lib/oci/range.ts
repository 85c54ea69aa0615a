import { AppError } from '../errors/app-error.ts';

/** Bytes `start` to `end`, both included. */
export type ByteRange = { start: number; end: number };

/**
 * Reads a `Range` header (RFC 9110, 14.2) for content of `size` bytes; null: send all of it. Several ranges at once are
 * answered with the whole content, as the RFC allows; a range that is malformed or outside is refused, because 2.8.x
 * breaks the connection on such.
 * @throws AppError RANGE_INVALID
 */
export function parseRange(header: string | undefined, size: number): ByteRange | null {
  if (header === undefined || header.includes(',')) return null;
  const match = /^bytes=(\d{0,16})-(\d{0,16})$/.exec(header.replaceAll(' ', ''));
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') throw unsatisfiable(size);
  const range = first === '' ? suffix(Number(last), size) : bounded(Number(first), last, size);
  if (range.start > range.end || range.start >= size) throw unsatisfiable(size);
  return range;
}

function suffix(length: number, size: number): ByteRange {
  return { start: Math.max(size - length, 0), end: length === 0 ? -1 : size - 1 };
}

function bounded(start: number, last: string, size: number): ByteRange {
  return {
    start,
    end: last === '' ? size - 1 : Number(last) < start ? -1 : Math.min(Number(last), size - 1),
  };
}

function unsatisfiable(size: number): AppError {
  return new AppError('RANGE_INVALID', `The range asked for is not within the ${size} bytes of this blob.`);
}
