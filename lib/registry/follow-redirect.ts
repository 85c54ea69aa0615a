import http from 'node:http';
import https from 'node:https';
import { AppError } from '#lib/errors/app-error.ts';
import type { UpstreamResponse } from './request.ts';
import { discard } from './request.ts';

/** Storage that has not answered by then is not going to. */
const TIMEOUT_MS = 30_000;

/**
 * Follows the registry's redirect to its storage (S3), once, without our credentials: the address is signed.
 * @throws AppError UPSTREAM_ERROR
 */
export async function followRedirect(
  response: UpstreamResponse,
  options: { method: string; headers?: Record<string, string>; signal?: AbortSignal | undefined },
): Promise<UpstreamResponse> {
  discard(response);
  const location = response.headers.location;
  if (!location || !/^https?:\/\//i.test(location)) {
    throw new AppError('UPSTREAM_ERROR', 'The registry redirected to an address that is not http or https.');
  }
  const url = new URL(location);
  const send = url.protocol === 'https:' ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const request = send(url, { ...options, timeout: TIMEOUT_MS });
    request.once('timeout', () => request.destroy(new Error('timeout')));
    request.once('error', (cause) =>
      reject(new AppError('UPSTREAM_ERROR', "The registry's storage can not be reached.", { cause })),
    );
    request.once('response', (stream) =>
      resolve({ status: stream.statusCode ?? 0, headers: stream.headers, stream }),
    );
    request.end();
  });
}
