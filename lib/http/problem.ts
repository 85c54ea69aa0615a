import { STATUS_CODES } from 'node:http';
import { toAppError } from '#lib/errors/app-error.ts';
import { httpStatus } from '#lib/errors/status.ts';
import { logger } from '#lib/log/logger.ts';
import type { Problem } from '#lib/schemas/common.ts';

/** What the log should tell of a request that failed. */
export type FailedRequest = { requestId: string; method: string; path: string };

/** Any error as problem+json (RFC 9457). A 500 tells the client its request id and nothing else; the log has the rest. */
export function problemResponse(thrown: unknown, request: FailedRequest): Response {
  const error = toAppError(thrown);
  const status = httpStatus(error.code);
  log(error, status, request);
  const body: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: error.message,
    code: error.code,
    requestId: request.requestId,
    ...detailOf(error.detail),
  };
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  headers.set('x-request-id', request.requestId);
  if (error.retryAfter !== undefined) headers.set('retry-after', String(Math.ceil(error.retryAfter)));
  // RFC 9110 wants a challenge with a 401. Not Basic: a browser would ask for the password, and then send it unasked.
  if (status === 401) headers.set('www-authenticate', 'Session realm="Lighter"');
  return new Response(JSON.stringify(body), { status, headers });
}

/** `{ fields }` names the wrong fields of a request; anything else are facts for a program. */
function detailOf(detail: unknown): Pick<Problem, 'fields' | 'facts'> {
  if (detail === undefined || detail === null) return {};
  return isFields(detail) ? { fields: detail.fields } : { facts: detail };
}

function isFields(detail: unknown): detail is { fields: Record<string, string> } {
  return typeof detail === 'object' && detail !== null && 'fields' in detail;
}

function log(error: Error, status: number, request: FailedRequest): void {
  const facts = { ...request, status, err: error };
  if (status === 500) logger('api').error(facts, 'A request failed');
  else if (status > 500) logger('api').warn(facts, 'A request could not be served');
  else logger('api').debug({ ...request, status }, error.message);
}
