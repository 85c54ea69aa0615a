import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import { AppError } from '#lib/errors/app-error.ts';
import { pinned, resolveTarget } from './resolve-target.ts';

export type OutboundInit = {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  /** From the first to the last byte; default 10 s. */
  timeoutMs?: number;
  /** Of the answer's body; more is an error. Default 1 MiB. */
  maxBytes?: number;
  /** The operator's own word, by the environment: it may be anywhere. */
  trusted?: boolean;
};

/** Documents of discovery, sets of keys and answers to a log are far smaller, and come at once. */
const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;

/**
 * A request to an address that somebody configured: it goes only to addresses that were checked (see resolve-target.ts), follows no
 * redirect (the answer is the 3xx itself), knows no proxy, and neither waits nor reads for ever. Takes `https:` and `http:`.
 * @throws AppError REQUEST_INVALID for an address that is not allowed, UPSTREAM_ERROR or UPSTREAM_TIMEOUT when it does not answer
 */
export async function outboundFetch(address: string | URL, init: OutboundInit = {}): Promise<Response> {
  const url = checkedUrl(address);
  const timeout = AbortSignal.timeout(init.timeoutMs ?? TIMEOUT_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  try {
    const target = await resolveTarget(url.hostname, init.trusted);
    signal.throwIfAborted();
    const message = await send(url, init, { lookup: pinned(target), signal });
    const body = await readAll(message, init.maxBytes ?? MAX_BYTES);
    return asResponse(message, body);
  } catch (error) {
    if (error instanceof AppError) throw error;
    init.signal?.throwIfAborted();
    throw unanswered(url, error, timeout.aborted);
  }
}

function checkedUrl(address: string | URL): URL {
  const url = URL.parse(address);
  const sound = url && ['http:', 'https:'].includes(url.protocol) && !url.username && !url.password;
  if (sound) return url;
  throw new AppError(
    'REQUEST_INVALID',
    'The address must begin with https:// or http:// and have no user name in it.',
  );
}

type Way = Pick<https.RequestOptions, 'lookup' | 'signal'>;

async function send(url: URL, init: OutboundInit, way: Way): Promise<IncomingMessage> {
  const { method = 'GET', body } = init;
  const headers: OutgoingHttpHeaders = { ...init.headers };
  if (body !== undefined) headers['content-length'] = Buffer.byteLength(body);
  const client = url.protocol === 'https:' ? https : http;
  return await new Promise((resolve, reject) => {
    // A connection of its own: one kept alive would have been checked for another request.
    const request = client.request(url, { method, headers, agent: false, ...way });
    request.once('response', resolve).once('error', reject).end(body);
  });
}

async function readAll(message: IncomingMessage, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes)
      throw new AppError('UPSTREAM_ERROR', 'The answer is larger than anything that was expected.');
    parts.push(part);
  }
  return Uint8Array.from(Buffer.concat(parts));
}

/** Statuses that have no body (RFC 9110, 15). */
const BODILESS = new Set([204, 205, 304]);

function asResponse(message: IncomingMessage, body: Uint8Array<ArrayBuffer>): Response {
  const status = message.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return new Response(BODILESS.has(status) ? null : body, { status, headers });
}

function unanswered(url: URL, cause: unknown, late: boolean): AppError {
  if (late) return new AppError('UPSTREAM_TIMEOUT', `${url.host} did not answer in time.`, { cause });
  const code = (cause as { code?: unknown } | null)?.code;
  const why = typeof code === 'string' ? ` (${code})` : '';
  return new AppError('UPSTREAM_ERROR', `${url.host} could not be reached${why}.`, { cause });
}
