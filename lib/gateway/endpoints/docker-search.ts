import { authenticateBasic } from '#lib/auth/authenticate-basic.ts';
import { wrongPassword } from '#lib/auth/wrong-password.ts';
import { searchRepositories } from '#lib/db/gateway-lists.ts';
import { AppError, toAppError } from '#lib/errors/app-error.ts';
import { ANONYMOUS, type Principal } from '#lib/policies/can.ts';
import { parseBasic } from '#lib/token/basic-credentials.ts';
import type { Exchange } from '../http/exchange.ts';
import { logFailure } from '../http/log-failure.ts';
import { sendJson, sendOciError } from '../http/send.ts';

/** docker asks for 25 and allows 100 (`docker search --limit`). */
const DEFAULT_RESULTS = 25;
const MAX_RESULTS = 100;
const MAX_PAGE = 1000;
const MAX_TERM = 255;

/** `GET /v1/_ping`: a registry of its own, so docker sends the name and password to the search. */
export async function pingV1({ response, facts }: Exchange): Promise<void> {
  facts.route = 'v1.ping';
  sendJson(response, 200, true, {
    'x-docker-registry-version': '0.6.0',
    'x-docker-registry-standalone': 'true',
  });
}

/** `GET /v1/search?q=&n=&page=`: what `docker search host/term` speaks; shows what the asker may pull. */
export async function searchV1(exchange: Exchange): Promise<void> {
  const { response, query, facts } = exchange;
  facts.route = 'v1.search';
  try {
    const principal = await principalOf(exchange);
    facts.principal = principal.kind === 'anonymous' ? null : principal.name;
    const term = (query.get('q') ?? '').replaceAll('\0', '').slice(0, MAX_TERM).toLowerCase();
    const limit = within(query.get('n'), DEFAULT_RESULTS, MAX_RESULTS);
    const page = within(query.get('page'), 1, MAX_PAGE);
    const found = await searchRepositories(principal, term, limit, (page - 1) * limit);
    sendJson(response, 200, present(found, { term, limit, page }));
  } catch (thrown) {
    const error = toAppError(thrown);
    logFailure(exchange, error);
    sendOciError(
      response,
      error,
      error.code === 'UNAUTHORIZED' ? { 'www-authenticate': 'Basic realm="registry"' } : {},
    );
  }
}

async function principalOf({ request, client }: Exchange): Promise<Principal> {
  const { authorization } = request.headers;
  const credentials = authorization === undefined ? null : parseBasic(authorization);
  if (!credentials) return ANONYMOUS;
  const { name, password } = credentials;
  const known = await authenticateBasic(name, password, { address: client.address, through: 'registry' });
  if (!known) throw wrongPassword(client.origin);
  return known.principal;
}

/** @throws AppError PAGINATION_NUMBER_INVALID */
function within(text: string | null, fallback: number, max: number): number {
  if (text === null || text === '') return fallback;
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw new AppError('PAGINATION_NUMBER_INVALID', 'n and page must be numbers from 1 on.');
  return Math.min(Number(text), max);
}

type Asked = { term: string; limit: number; page: number };

/** The answer of Docker's index, version 1: the fields that docker prints or insists on. */
function present(found: Awaited<ReturnType<typeof searchRepositories>>, { term, limit, page }: Asked) {
  const total = found[0]?.total ?? 0;
  return {
    query: term,
    num_results: total,
    num_pages: Math.ceil(total / limit),
    page,
    page_size: limit,
    results: found.map(({ name, description }) => ({
      name,
      description,
      star_count: 0,
      is_official: false,
      is_automated: false,
      is_trusted: false,
    })),
  };
}
