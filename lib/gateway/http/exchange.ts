import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientFacts } from './client-facts.ts';

/** One request and its answer, with what the access log says of it. */
export type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  /** In the answer, in all logs, and on to the pages: what to quote when asking for help. */
  id: string;
  client: ClientFacts;
  /** The raw path, up to the query. */
  path: string;
  query: URLSearchParams;
  /** Aborted when the client goes away before its answer is complete. */
  signal: AbortSignal;
  facts: AccessFacts;
};

/** Never a secret: this is logged. */
export type AccessFacts = { route: string; repository?: string; principal?: string | null };

/** Sets the request id on the answer and ties the signal to its end. */
export function newExchange(
  request: IncomingMessage,
  response: ServerResponse,
  client: ClientFacts,
): Exchange {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const aborted = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) aborted.abort();
  });
  return {
    request,
    response,
    id: requestId(response),
    client,
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    signal: aborted.signal,
    facts: { route: 'unknown' },
  };
}

export const REQUEST_ID = 'x-request-id';

/** The id of the answer, made on first use; an inbound one is not believed, so that no two requests share one. */
export function requestId(response: ServerResponse): string {
  const known = response.getHeader(REQUEST_ID);
  if (typeof known === 'string') return known;
  const id = randomUUID();
  response.setHeader(REQUEST_ID, id);
  return id;
}
