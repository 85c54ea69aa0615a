import type { IncomingMessage, ServerResponse } from 'node:http';
import { openUpstream, type UpstreamResponse } from '#lib/registry/request.ts';
import { watchProgress } from '../http/no-progress.ts';
import { acceptBody } from '../http/request-body.ts';
import { pump } from './pump.ts';

/** Upstream verifies and moves what it got before it answers: on S3 that copies the whole blob. */
const FINISH_MS = 10 * 60_000;

export type Upload = { method: 'PATCH' | 'PUT'; path: string };

/**
 * Streams the client's body into an upload upstream, with backpressure and never held: always as plain bytes, since upstream would
 * take a form in the body for its own query. A client that goes away ends the request upstream.
 * @throws AppError UPSTREAM_*
 */
export async function sendUp(
  request: IncomingMessage,
  response: ServerResponse,
  upload: Upload,
): Promise<UpstreamResponse> {
  const upstream = openUpstream({
    ...upload,
    headers: { 'content-type': 'application/octet-stream', ...framing(request) },
  });
  const cut = () => upstream.request.destroy(new Error('the client went away'));
  const onClose = () => {
    if (!request.complete) cut();
  };
  request.once('close', onClose);
  request.once('error', cut);
  const stop = watchTransfer(request, () => upstream.request.destroy(new Error('no progress')));
  acceptBody(request, response);
  const stopPump = pump(request, upstream.request);
  try {
    const answer = await upstream.response;
    // Upstream may answer early, with a no: what still comes goes nowhere, and the connection can't be used again.
    if (!request.complete) answer.stream.once('end', cut);
    return answer;
  } finally {
    stop();
    stopPump();
    request.off('close', onClose);
    upstream.request.on('error', () => undefined);
  }
}

/** Bytes must move while there are any; then upstream has its time to finish. */
function watchTransfer(request: IncomingMessage, giveUp: () => void): () => void {
  let finishing: NodeJS.Timeout | undefined;
  const stop = watchProgress(
    () => [request.socket],
    () => {
      if (!request.complete) giveUp();
    },
  );
  request.once('end', () => {
    finishing = setTimeout(giveUp, FINISH_MS);
  });
  return () => {
    stop();
    clearTimeout(finishing);
  };
}

/** The length as the client's parser has checked it, else chunks. */
function framing({ headers }: IncomingMessage): Record<string, string> {
  const length = headers['content-length'];
  if (length !== undefined) return { 'content-length': String(Number(length)) };
  return headers['transfer-encoding'] === undefined
    ? { 'content-length': '0' }
    : { 'transfer-encoding': 'chunked' };
}
