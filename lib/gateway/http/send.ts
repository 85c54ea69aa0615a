import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { AppError } from '#lib/errors/app-error.ts';
import { httpStatus } from '#lib/errors/status.ts';
import { errorEnvelope } from '#lib/oci/error-envelope.ts';
import { CSP_NOTHING, SECURITY_HEADERS } from './headers.ts';
import { NO_PROGRESS_MS } from './no-progress.ts';

export const JSON_TYPE = 'application/json; charset=utf-8';

/** Answers with a whole body; Node leaves it out on HEAD, with its length kept. */
export function send(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: Uint8Array | string = '',
): void {
  const bytes = Buffer.from(body);
  begin(response, status, { ...headers, 'content-length': bytes.length });
  response.end(bytes);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  send(response, status, { 'content-type': JSON_TYPE, ...headers }, JSON.stringify(value));
}

/** Sends the head of an answer whose body is streamed. A connection on which none of it moves for long is closed. */
export function begin(response: ServerResponse, status: number, headers: OutgoingHttpHeaders): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  if (!response.hasHeader('content-security-policy'))
    response.setHeader('content-security-policy', CSP_NOTHING);
  response.writeHead(status, headers);
  // Node sees what the kernel takes of a write that is not done yet, and has a limit of its own once the answer is complete.
  response.setTimeout(NO_PROGRESS_MS);
}

/** Answers with the OCI error envelope; an answer that has begun is broken off, so that no one takes it for complete. */
export function sendOciError(
  response: ServerResponse,
  error: AppError,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.destroyed) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const retry: OutgoingHttpHeaders =
    error.retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(error.retryAfter)) };
  const all: OutgoingHttpHeaders = { 'content-type': JSON_TYPE, ...retry, ...headers };
  const status = httpStatus(error.code);
  if (status >= 500) response.statusMessage = reasonOf(error);
  send(response, status, all, errorEnvelope(error));
}

/** Some proxies cut status lines that are longer. */
const MAX_REASON = 200;

/** Of a 5xx docker, skopeo and all that builds on them show the reason phrase (RFC 9112, section 4) and never the body. */
function reasonOf({ message }: AppError): string {
  return message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, MAX_REASON);
}
