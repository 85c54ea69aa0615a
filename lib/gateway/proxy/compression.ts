import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';

/** Below this the frame costs more than it saves. */
const MIN_BYTES = 1024;

/** Brotli's 4 compresses pages like gzip's 9, at the cost of its 5. */
const BROTLI_QUALITY = 4;
const GZIP_LEVEL = 5;

const TEXT =
  /^(?:text\/(?!event-stream)|application\/(?:[a-z.+-]*\+)?(?:json|xml|javascript|manifest)|image\/svg\+xml)/i;

export type Compressor = { encoding: 'br' | 'gzip'; stream: Transform };

/** A compressor for this answer, or null when it is not worth it or not wanted. Each chunk is flushed: pages stream in. */
export function compressorFor(
  request: IncomingMessage,
  status: number,
  headers: OutgoingHttpHeaders,
): Compressor | null {
  const bodyless = request.method === 'HEAD' || status === 204 || status === 206 || status === 304;
  const length = headers['content-length'];
  const small = length !== undefined && Number(length) < MIN_BYTES;
  const asIs =
    headers['content-encoding'] !== undefined || /no-transform/i.test(String(headers['cache-control'] ?? ''));
  if (bodyless || small || asIs || !TEXT.test(String(headers['content-type'] ?? ''))) return null;
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (accepts(accepted, 'br')) return { encoding: 'br', stream: brotli() };
  if (accepts(accepted, 'gzip')) return { encoding: 'gzip', stream: gzip() };
  return null;
}

/** What compressing changes about the headers (RFC 9110, 8.8.1: the bytes are others, so the entity tag is weak). */
export function compressedHeaders(headers: OutgoingHttpHeaders, encoding: string): OutgoingHttpHeaders {
  const { 'content-length': _, ...rest } = headers;
  const etag = headers.etag;
  return {
    ...rest,
    'content-encoding': encoding,
    vary: headers.vary === undefined ? 'accept-encoding' : `${String(headers.vary)}, accept-encoding`,
    ...(typeof etag === 'string' && !etag.startsWith('W/') ? { etag: `W/${etag}` } : {}),
  };
}

function accepts(header: string, encoding: string): boolean {
  const items = header
    .toLowerCase()
    .split(',')
    .map((item) => item.trim().split(/\s*;\s*/));
  return items.some(([name, quality]) => name === encoding && !/^q=0(?:\.0*)?$/.test(quality ?? ''));
}

function brotli(): Transform {
  return createBrotliCompress({
    flush: constants.BROTLI_OPERATION_FLUSH,
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  });
}

function gzip(): Transform {
  return createGzip({ flush: constants.Z_SYNC_FLUSH, level: GZIP_LEVEL });
}
