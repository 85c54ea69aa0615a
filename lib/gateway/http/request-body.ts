import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '#lib/errors/app-error.ts';
import { watchProgress } from './no-progress.ts';

/** A client that was refused may still be sending: what comes within this is thrown away, so that it reads the answer. */
const DRAIN_MS = 5_000;

/** Tells a client that waits for it (`Expect: 100-continue`) to send its body; call before reading. */
export function acceptBody(request: IncomingMessage, response: ServerResponse): void {
  if (/100-continue/i.test(request.headers.expect ?? '') && !response.headersSent) response.writeContinue();
}

/** Reads a body whole. @throws AppError TOO_LARGE over `limit` bytes, REQUEST_INVALID when the client breaks it off or stalls */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  acceptBody(request, response);
  const chunks: Buffer[] = [];
  let length = 0;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const stop = watchProgress(
    () => [request.socket],
    () => reject(stalled()),
  );
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > limit) reject(tooLarge(limit));
    else chunks.push(chunk);
  });
  request.once('end', () => resolve(Buffer.concat(chunks)));
  request.once('close', () => reject(new AppError('REQUEST_INVALID', 'The request broke off.')));
  request.once('error', (cause) =>
    reject(new AppError('REQUEST_INVALID', 'The request broke off.', { cause })),
  );
  return promise.finally(stop);
}

/** For a client of whose body nothing has come for too long. Its connection is closed after the answer. */
export function stalled(): AppError {
  return new AppError(
    'REQUEST_INVALID',
    'Nothing of the body has come for a minute, and the rest is not waited for. Send it again.',
  );
}

/** After the answer: a body nobody reads is drained for a while, then its connection is closed. */
export function drainUnread(request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => {
    if (request.complete || request.destroyed) return;
    request.on('error', () => undefined);
    request.resume();
    const timer = setTimeout(() => request.socket.destroy(), DRAIN_MS);
    request.once('close', () => clearTimeout(timer));
    request.once('end', () => clearTimeout(timer));
  });
}

function tooLarge(limit: number): AppError {
  return new AppError('TOO_LARGE', `The body is larger than the ${limit} bytes that are allowed here.`);
}
