import type { NextApiRequest, NextApiResponse } from 'next';
import nextAuth, { type AuthOptions } from 'next-auth';
import { completeEnvironment } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { authOptions } from './auth-options.ts';
import { isOwnOrigin, requestOrigin } from './origin.ts';
import { problemResponse } from './problem.ts';
import { readBytes } from './read-body.ts';
import { requestIdOf } from './request-facts.ts';
import type { RouteContext } from './route.ts';
import { readCookies } from './session-cookie.ts';

/** A sign-in form has a name, a password, a token and an address. */
const MAX_FORM_BYTES = 16 * 1024;

/**
 * All of `/api/auth/*`. next-auth is called as in a pages route, with what it needs spelled out: so it sees the origin that
 * the browser used, and the same handler runs in Next and in tests.
 */
export async function handleAuth(request: Request, context: RouteContext): Promise<Response> {
  const requestId = requestIdOf(request.headers);
  try {
    refuseForeign(request);
    trustHost();
    const answer = new Answer();
    const call = callable(nextAuth);
    await call(
      await apiRequest(request, context),
      answer.asApiResponse(),
      await authOptions(request.headers),
    );
    return answer.toResponse(requestId);
  } catch (error) {
    return problemResponse(error, { requestId, method: request.method, path: new URL(request.url).pathname });
  }
}

/** Besides next-auth's own token. */
function refuseForeign(request: Request): void {
  const origin = request.headers.get('origin');
  if (request.method === 'GET' || origin === null || isOwnOrigin(origin, request.headers)) return;
  throw new AppError(
    'DENIED',
    'This request came from a page of another site. Open Lighter itself and try again.',
  );
}

let trusted = false;

/** next-auth reads these where it stands; without the first it sends people to localhost:3000, the second would fix one host. */
function trustHost(): void {
  if (!trusted) completeEnvironment({ AUTH_TRUST_HOST: 'true', NEXTAUTH_URL: undefined });
  trusted = true;
}

type NextAuthCall = (
  request: NextApiRequest,
  response: NextApiResponse,
  options: AuthOptions,
) => Promise<void>;

/** A CommonJS default export: the function itself for some bundlers, `{ default }` for Node. */
function callable(imported: unknown): NextAuthCall {
  const inner =
    typeof imported === 'object' && imported !== null && 'default' in imported ? imported.default : imported;
  return inner as NextAuthCall;
}

async function apiRequest(request: Request, context: RouteContext): Promise<NextApiRequest> {
  const url = new URL(request.url);
  const { nextauth } = await context.params;
  const origin = new URL(requestOrigin(request.headers));
  const headers = Object.fromEntries(request.headers);
  const seen = {
    ...headers,
    'x-forwarded-host': origin.host,
    'x-forwarded-proto': origin.protocol.slice(0, -1),
  };
  const query = { ...Object.fromEntries(url.searchParams), nextauth };
  const body = request.method === 'POST' ? await readForm(request) : undefined;
  const facts = { method: request.method, headers: seen, cookies: readCookies(request.headers), query, body };
  return facts as unknown as NextApiRequest;
}

async function readForm(request: Request): Promise<Record<string, unknown>> {
  const text = new TextDecoder().decode(await readBytes(request, MAX_FORM_BYTES));
  if (!request.headers.get('content-type')?.startsWith('application/json'))
    return Object.fromEntries(new URLSearchParams(text));
  try {
    const parsed: unknown = JSON.parse(text || '{}');
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    throw new AppError('REQUEST_INVALID', 'The body is not valid JSON.');
  }
}

/** Gathers what next-auth answers through the methods that it uses. */
class Answer {
  #status = 200;
  #body: string | null = null;
  readonly #headers = new Map<string, string | string[]>();

  asApiResponse(): NextApiResponse {
    const methods = {
      status: (status: number) => {
        this.#status = status;
        return methods;
      },
      getHeader: (name: string) => this.#headers.get(name.toLowerCase()),
      setHeader: (name: string, value: string | string[]) => {
        this.#headers.set(name.toLowerCase(), value);
        return methods;
      },
      json: (body: unknown) => this.#send(JSON.stringify(body), 'application/json'),
      send: (body: unknown) =>
        typeof body === 'string'
          ? this.#send(body, 'text/html; charset=utf-8')
          : this.#send(JSON.stringify(body ?? {}), 'application/json'),
      end: () => undefined,
    };
    return methods as unknown as NextApiResponse;
  }

  toResponse(requestId: string): Response {
    const headers = new Headers({ 'cache-control': 'no-store', 'x-request-id': requestId });
    for (const [name, value] of this.#headers) {
      if (typeof value === 'string') headers.set(name, value);
      else for (const one of value) headers.append(name, one);
    }
    return new Response(this.#body, { status: this.#status, headers });
  }

  #send(body: string, type: string): void {
    if (!this.#headers.has('content-type')) this.#headers.set('content-type', type);
    this.#body = body;
  }
}
