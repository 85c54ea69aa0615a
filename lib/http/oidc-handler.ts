import { z } from 'zod';
import { reasonOf } from '#lib/auth/external/refusal.ts';
import { FLOW_SECONDS, openFlow, sealFlow, type Flow } from '#lib/auth/oidc/flow.ts';
import { beginOidc, completeOidc } from '#lib/auth/oidc/sign-in.ts';
import { AppError, toAppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { providerKey } from '#lib/schemas/sign-in-providers.ts';
import { isHttps, isOwnOrigin, requestOrigin } from './origin.ts';
import { callerOf } from './principal.ts';
import { problemResponse } from './problem.ts';
import { readJson } from './read-body.ts';
import { addressOf, requestIdOf } from './request-facts.ts';
import type { RouteContext } from './route.ts';
import { safeNext } from './safe-next.ts';
import { expiredCookie, readCookies, sealedSession, sessionIdOf } from './session-cookie.ts';
import { validate } from './validate.ts';

/** Where providers send the browser back to, by the address that it uses now; `{key}` stands for the provider's. */
export function redirectUriForm(headers: Headers): string {
  return `${requestOrigin(headers)}/api/auth/sso/{key}/callback`;
}

const params = z.object({ key: providerKey });
const beginInput = z.strictObject({
  next: z.string().max(2000).optional(),
  /** Links the identity to the account that is signed in, in place of signing in. */
  link: z.boolean().default(false),
});

/**
 * `POST /api/auth/sso/{key}`: begins a sign-in by a provider of OpenID Connect. Answers where to go, which the page goes to by
 * itself: a form that leads to another site is not allowed to it (CSP, form-action).
 */
export async function handleOidcBegin(request: Request, context: RouteContext): Promise<Response> {
  const requestId = requestIdOf(request.headers);
  try {
    refuseForeign(request);
    const { key } = validate(params, await context.params, 'The path is not valid');
    const { next, link } = validate(beginInput, await readJson(request), 'The request is not valid');
    const linkSession = link ? await requireSession(request) : null;
    const redirectUri = redirectUriForm(request.headers).replace('{key}', key);
    const { url, flow } = await beginOidc(key, { redirectUri, next: safeNext(next), linkSession });
    const headers = answerHeaders(requestId);
    headers.append('set-cookie', await flowCookie(request.headers, flow));
    return Response.json({ url }, { headers });
  } catch (error) {
    return problemResponse(error, { requestId, method: request.method, path: new URL(request.url).pathname });
  }
}

/** `GET /api/auth/sso/{key}/callback`: where the provider sends the browser back to. Always a redirection, to a page of ours. */
export async function handleOidcCallback(request: Request, context: RouteContext): Promise<Response> {
  const headers = answerHeaders(requestIdOf(request.headers));
  const go = (path: string) => {
    headers.set('location', path);
    return new Response(null, { status: 303, headers });
  };
  let flow: Flow | null = null;
  try {
    const { key } = validate(params, await context.params, 'The path is not valid');
    const query = new URL(request.url).searchParams;
    const name = flowCookieName(request.headers, query.get('state') ?? '');
    flow = await openFlow(readCookies(request.headers)[name] ?? '');
    // Used up, whatever becomes of it.
    headers.append('set-cookie', expiredCookie(name, request.headers));
    if (flow?.provider !== key) throw new AppError('UNAUTHORIZED', 'This browser began no such sign-in.');
    const { next, opened } = await completeOidc(flow, answerOf(query), await browserOf(request));
    if (opened) headers.append('set-cookie', await sealedSession(opened, request.headers));
    return go(safeNext(next));
  } catch (thrown) {
    return go(failurePath(thrown, flow));
  }
}

function answerOf(query: URLSearchParams) {
  const [state, code, iss, error] = ['state', 'code', 'iss', 'error'].map((name) => query.get(name));
  return { state: state!, code: code!, iss: iss!, error: error! };
}

async function browserOf({ headers }: Request) {
  const place = { address: addressOf(headers), userAgent: headers.get('user-agent') };
  return { place, sid: await sessionIdOf(headers) };
}

/** A page of another site must neither begin a sign-in here nor, worse, link an identity. */
function refuseForeign(request: Request): void {
  const origin = request.headers.get('origin');
  if (origin !== null && isOwnOrigin(origin, request.headers)) return;
  throw new AppError(
    'DENIED',
    'This request came from a page of another site. Open Lighter itself and try again.',
  );
}

async function requireSession({ headers }: Request): Promise<string> {
  const { sessionId } = await callerOf(headers);
  if (sessionId === null) throw new AppError('UNAUTHORIZED', 'Sign in first.');
  return sessionId;
}

/** The page has a sentence for each code; never one out of the address, which a link could forge. */
function failurePath(thrown: unknown, flow: Flow | null): string {
  const error = toAppError(thrown);
  if (error.code === 'INTERNAL') logger('sign-in').error({ err: error }, 'A sign-in by a provider failed');
  const code = reasonOf(error) ?? CODES[error.code] ?? 'SSO_FAILED';
  if (flow?.linkSession) return `/account?error=${code}`;
  return `/sign-in?error=${code}${flow && flow.next !== '/' ? `&next=${encodeURIComponent(flow.next)}` : ''}`;
}

const CODES: Partial<Record<AppError['code'], string>> = {
  UNAUTHORIZED: 'SSO_REFUSED',
  UPSTREAM_ERROR: 'SSO_UNREACHABLE',
  UPSTREAM_TIMEOUT: 'SSO_UNREACHABLE',
  NOT_FOUND: 'SSO_GONE',
};

/** One a sign-in, so that two tabs do not undo each other's. Lax: the answer comes by a link from the provider's site. */
async function flowCookie(headers: Headers, flow: Flow): Promise<string> {
  const name = flowCookieName(headers, flow.state);
  const secure = isHttps(headers) ? '; Secure' : '';
  return `${name}=${await sealFlow(flow)}; Path=/; Max-Age=${FLOW_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}

/** Enough of the state to tell flows apart, and nothing that could not stand in the name of a cookie. */
function flowCookieName(headers: Headers, state: string): string {
  const part = state.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 16);
  return `${isHttps(headers) ? '__Host-' : ''}lighter-sso-${part}`;
}

function answerHeaders(requestId: string): Headers {
  return new Headers({
    'cache-control': 'no-store',
    'x-request-id': requestId,
    'referrer-policy': 'no-referrer',
  });
}
