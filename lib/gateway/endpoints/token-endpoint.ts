import { AppError, toAppError } from '#lib/errors/app-error.ts';
import { issueToken } from '#lib/token/issue-token.ts';
import { readTokenForm, readTokenQuery, type TokenRequest } from '#lib/token/token-request.ts';
import type { Exchange } from '../http/exchange.ts';
import { logFailure } from '../http/log-failure.ts';
import { readBody } from '../http/request-body.ts';
import { sendJson, sendOciError } from '../http/send.ts';

/** A name, a password and some scopes; the body is never logged. */
const MAX_FORM_BYTES = 32 * 1024;

/** `GET /token` (docker's token protocol: Basic, or nothing for anonymous) and `POST /token` (its OAuth2 form, as containerd's). */
export async function serveToken(exchange: Exchange): Promise<void> {
  const { response, client, facts } = exchange;
  facts.route = 'token';
  try {
    const { answer, name } = await issueToken(await readRequest(exchange), client);
    facts.principal = name;
    sendJson(response, 200, answer, { 'cache-control': 'no-store' });
  } catch (thrown) {
    const error = toAppError(thrown);
    logFailure(exchange, error);
    sendOciError(response, error);
  }
}

async function readRequest({ request, response, query }: Exchange): Promise<TokenRequest> {
  if (request.method === 'GET') return readTokenQuery(query, request.headers.authorization);
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
    throw new AppError(
      'REQUEST_INVALID',
      'Send the request for a token as application/x-www-form-urlencoded.',
    );
  }
  const body = await readBody(request, response, MAX_FORM_BYTES);
  return readTokenForm(new URLSearchParams(body.toString('utf8')));
}
