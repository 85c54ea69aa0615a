import type { IncomingMessage, ServerResponse } from 'node:http';
import { openUpstream, type UpstreamResponse } from '#lib/registry/request.ts';
import { acceptBody } from '../http/request-body.ts';
import { pump } from './pump.ts';
import { watchUpload } from './watch-upload.ts';

/** `look` sees each chunk as it passes by, and keeps none.  `finishMs`: from the last byte until the answer. */
export type Upload = {
  method: 'PATCH' | 'PUT';
  path: string;
  /** Breaks the upload off, with an AppError as its reason. */
  signal: AbortSignal;
  look?: (chunk: Buffer) => void;
  finishMs: number;
};

/**
 * Streams the client's body into an upload upstream, with backpressure and never held: always as plain bytes, since upstream would
 * take a form in the body for its own query. A client that goes away ends the request upstream.
 * @throws AppError UPSTREAM_*; REQUEST_INVALID when the client stalls; what `signal` was aborted with
 */
export async function sendUp(
  request: IncomingMessage,
  response: ServerResponse,
  { method, path, signal, look, finishMs }: Upload,
): Promise<UpstreamResponse> {
  const upstream = openUpstream({
    method,
    path,
    signal,
    headers: { 'content-type': 'application/octet-stream', ...framing(request) },
  });
  const cut = () => upstream.request.destroy(new Error('the client went away'));
  const onClose = () => {
    if (!request.complete) cut();
  };
  const stopped = () => upstream.request.destroy(signal.reason as Error);
  signal.addEventListener('abort', stopped);
  request.once('close', onClose);
  request.once('error', cut);
  const stop = watchUpload(request, upstream.request, finishMs);
  acceptBody(request, response);
  const stopPump = pump(request, upstream.request, look);
  try {
    const answer = await upstream.response;
    // Upstream may answer early, with a no: what still comes goes nowhere, and the connection can't be used again.
    if (!request.complete) answer.stream.once('end', cut);
    return answer;
  } finally {
    signal.removeEventListener('abort', stopped);
    stop();
    stopPump();
    request.off('close', onClose);
    upstream.request.on('error', () => undefined);
  }
}

/** The length as the client's parser has checked it, else chunks. */
function framing({ headers }: IncomingMessage): Record<string, string> {
  const length = headers['content-length'];
  if (length !== undefined) return { 'content-length': String(Number(length)) };
  return headers['transfer-encoding'] === undefined
    ? { 'content-length': '0' }
    : { 'transfer-encoding': 'chunked' };
}
