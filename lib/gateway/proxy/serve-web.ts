import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { logger } from '#lib/log/logger.ts';
import { closing } from '../closing.ts';
import type { Exchange } from '../http/exchange.ts';
import { REQUEST_ID } from '../http/exchange.ts';
import { CSP_NOTHING, endToEnd, SECURITY_HEADERS, transportHeaders } from '../http/headers.ts';
import { acceptBody } from '../http/request-body.ts';
import { compressedHeaders, compressorFor } from './compression.ts';
import { newPagePolicy } from './page-policy.ts';
import { sendUnavailable } from './unavailable.ts';
import { openWeb } from './web-connection.ts';

/** Passes everything that is not the registry's on to the pages' process, and its answer back, streamed both ways. */
export async function serveWeb(exchange: Exchange): Promise<void> {
  const { request, response, client } = exchange;
  exchange.facts.route = 'web';
  const { nonce, policy } = newPagePolicy();
  const web = openWeb({
    method: request.method,
    path: request.url,
    headers: forwardedHeaders(exchange, {
      host: client.host,
      'content-security-policy': policy,
      'x-nonce': nonce,
    }),
    signal: exchange.signal,
  });
  if (!web) return sendUnavailable(exchange);
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    web.once('response', resolve);
    web.on('error', reject);
  });
  request.on('error', () => web.destroy());
  acceptBody(request, response);
  request.pipe(web);
  try {
    await pass(await answer, exchange, policy);
  } catch (err) {
    request.unpipe(web);
    if (exchange.signal.aborted) return;
    logger('gateway').warn({ err, requestId: exchange.id }, 'The pages did not answer');
    if (response.headersSent) response.destroy();
    else sendUnavailable(exchange);
  }
}

/** Headers that say how the request came: ours alone, whatever the client wrote. */
const OURS = ['forwarded', 'x-real-ip', 'x-nonce', 'content-security-policy', 'accept-encoding', 'expect'];

function forwardedHeaders({ request, client, id }: Exchange, own: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const kept = Object.entries(endToEnd(request.headers)).filter(
    ([name]) => !name.startsWith('x-forwarded-') && !OURS.includes(name),
  );
  return {
    ...Object.fromEntries(kept),
    ...framing(request),
    ...own,
    'x-forwarded-for': client.address,
    'x-forwarded-proto': client.scheme,
    'x-forwarded-host': client.host,
    [REQUEST_ID]: id,
  };
}

/** Where the body ends, as our parser has found it: `Connection: content-length` takes the length away from no one but the sender. */
function framing({ headers }: IncomingMessage): OutgoingHttpHeaders {
  if (headers['transfer-encoding'] !== undefined) return { 'transfer-encoding': 'chunked' };
  return headers['content-length'] === undefined ? {} : { 'content-length': headers['content-length'] };
}

async function pass(
  answer: IncomingMessage,
  { request, response, client, id }: Exchange,
  policy: string,
): Promise<void> {
  const status = answer.statusCode ?? 502;
  const isPage = /^text\/html\b/i.test(answer.headers['content-type'] ?? '');
  const headers: OutgoingHttpHeaders = {
    ...endToEnd(answer.headers),
    ...SECURITY_HEADERS,
    ...transportHeaders(client),
    'content-security-policy': isPage ? policy : CSP_NOTHING,
    [REQUEST_ID]: id,
  };
  const compressor = compressorFor(request, status, headers);
  response.writeHead(status, compressor ? compressedHeaders(headers, compressor.encoding) : headers);
  // An event stream says nothing for a while; its reader waits for the head.
  response.flushHeaders();
  if (/^text\/event-stream\b/i.test(answer.headers['content-type'] ?? ''))
    return passEvents(answer, response);
  await (compressor ? pipeline(answer, compressor.stream, response) : pipeline(answer, response));
}

/** A stream of events never ends by itself: it ends with the gateway, and its reader comes back. */
async function passEvents(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const end = () => response.destroy();
  closing().addEventListener('abort', end);
  try {
    await pipeline(answer, response);
  } finally {
    closing().removeEventListener('abort', end);
  }
}
