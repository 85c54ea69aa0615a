import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { AppError } from '#lib/errors/app-error.ts';
import { upstreamSeconds } from '#lib/metrics/metrics.ts';
import { upstreamConnection } from './connection.ts';

/** A small question (a HEAD, a manifest) that the registry has not answered by then is not going to be. */
export const DEFAULT_TIMEOUT_MS = 30_000;

export type UpstreamResponse = { status: number; headers: IncomingHttpHeaders; stream: IncomingMessage };

export type UpstreamRequest = {
  method: string;
  /** From `/v2/` on, with any query. Built by us, never copied from a client. */
  path: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
  signal?: AbortSignal | undefined;
  /** Until the response's headers. */
  timeoutMs?: number;
};

/**
 * Sends one request to the upstream registry. The caller reads or destroys the response's stream.
 * @throws AppError UPSTREAM_ERROR when it can't be reached, UPSTREAM_TIMEOUT when it does not answer in time
 */
export async function upstreamRequest(options: UpstreamRequest): Promise<UpstreamResponse> {
  try {
    return await send(options);
  } catch (error) {
    // A kept connection may have been closed by the registry just as we wrote to it: harmless reads go once more.
    const reset = error instanceof AppError && isReset(error.cause);
    if (reset && (options.method === 'GET' || options.method === 'HEAD')) return send(options);
    throw error;
  }
}

/** Opens a request whose body the caller streams, and ends. Errors as `upstreamRequest`. */
export function openUpstream(options: Omit<UpstreamRequest, 'body' | 'timeoutMs'>): {
  request: ClientRequest;
  response: Promise<UpstreamResponse>;
} {
  const connection = upstreamConnection();
  const request = connection.send({
    ...connection.options,
    method: options.method,
    path: connection.prefix + options.path,
    headers: { ...connection.options.headers, ...credentials(connection.authorization), ...options.headers },
    signal: options.signal,
  });
  const started = performance.now();
  const response = new Promise<UpstreamResponse>((resolve, reject) => {
    request.once('response', (stream) => {
      upstreamSeconds.observe((performance.now() - started) / 1000, options.method);
      resolve({ status: stream.statusCode ?? 0, headers: stream.headers, stream });
    });
    request.once('error', (error) => reject(upstreamError(error)));
  });
  // Whoever only writes may not look at the response until later.
  response.catch(() => undefined);
  return { request, response };
}

/**
 * Reads a body whole. @throws AppError UPSTREAM_ERROR when it is longer than `limit` bytes or breaks off
 */
export async function readBounded(stream: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limit)
        throw new AppError('UPSTREAM_ERROR', `The registry's answer is longer than ${limit} bytes.`);
      chunks.push(chunk);
    }
  } catch (error) {
    stream.destroy();
    throw upstreamError(error);
  }
  return Buffer.concat(chunks);
}

/** Reads at most so many bytes of a body; the rest is not waited for. @throws AppError UPSTREAM_ERROR when it breaks off */
export async function readStart(stream: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      // Leaving the loop ends the connection.
      if (length >= limit) break;
    }
  } catch (error) {
    throw upstreamError(error);
  }
  return Buffer.concat(chunks).subarray(0, limit);
}

/** Lets the connection be used again without keeping what is left of the body. */
export function discard(response: UpstreamResponse): void {
  response.stream.on('error', () => undefined);
  response.stream.resume();
}

/** What the registry said where we expected something else, for the log and for readiness. */
export function unexpected(response: UpstreamResponse, what: string): AppError {
  discard(response);
  if (response.status === 401 || response.status === 403) {
    return new AppError(
      'UPSTREAM_ERROR',
      `The registry refuses Lighter (${response.status}) on ${what}: check REGISTRY_USERNAME and REGISTRY_PASSWORD.`,
    );
  }
  const why = response.status >= 500 ? ' Its disk may be full; its log says more. Try again later.' : '';
  return new AppError('UPSTREAM_ERROR', `The registry answered ${response.status} to ${what}.${why}`, {
    detail: { status: response.status },
  });
}

/** Whether this is what `unexpected` made of such an answer. */
export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof AppError && (error.detail as { status?: number } | undefined)?.status === status;
}

async function send(options: UpstreamRequest): Promise<UpstreamResponse> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const headers = { ...options.headers };
  if (options.body) headers['content-length'] = String(options.body.length);
  else if (options.method !== 'GET' && options.method !== 'HEAD') headers['content-length'] = '0';
  const { request, response } = openUpstream({ ...options, headers, signal });
  request.end(options.body);
  return response;
}

function credentials(authorization: string | null): Record<string, string> {
  return authorization ? { authorization } : {};
}

/** What `node:http` and sockets throw, for the client. */
export function upstreamError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const cause = error instanceof Error && error.name === 'AbortError' ? (error.cause ?? error) : error;
  if (cause instanceof AppError) return cause;
  if (cause instanceof Error && cause.name === 'TimeoutError') {
    return new AppError('UPSTREAM_TIMEOUT', 'The registry does not answer in time. Try again in a moment.', {
      cause,
      retryAfter: 5,
    });
  }
  return new AppError(
    'UPSTREAM_ERROR',
    'The registry behind Lighter can not be reached. Try again in a moment.',
    {
      cause: error,
      retryAfter: 5,
    },
  );
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
