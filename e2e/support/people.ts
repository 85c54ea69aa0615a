import type { UserPrincipal } from '#lib/auth/authenticate.ts';
import { hashPassword } from '#lib/auth/password.ts';
import { query } from '#lib/db/pool.ts';
import { transaction } from '#lib/db/transaction.ts';
import { handleAuth } from '#lib/http/auth-handler.ts';
import type { RouteHandler } from '#lib/http/route.ts';
import { insertAccount } from '#lib/services/insert-account.ts';
import { requireDescribed } from './described.ts';
import { CookieJar } from './cookie-jar.ts';

/** What a browser at the instance's own address calls it. */
export const ORIGIN = 'http://lighter.test';
export const HOST = new URL(ORIGIN).host;

export type Person = { name: string; password: string; principal: UserPrincipal };

/** An account, made without asking anybody. */
export async function makePerson(name: string, { admin = false } = {}): Promise<Person> {
  const password = `password of ${name}`;
  const passwordHash = await hashPassword(password);
  const { id } = await transaction((tx) => insertAccount(tx, { name, email: null, passwordHash, admin }));
  return { name, password, principal: { kind: 'user', id, name, admin, stamp: 0 } };
}

/** A person as they are now, for a service that is called directly. */
export async function principalOf(name: string): Promise<UserPrincipal> {
  const rows = await query<Omit<UserPrincipal, 'kind'>>(
    `SELECT id, name, admin, stamp FROM "user" WHERE name = $1`,
    [name],
  );
  return { kind: 'user', ...rows[0]! };
}

export type Call = {
  method?: string;
  /** Only its query counts: handlers get `params` from the router. */
  path?: string;
  params?: Record<string, string | string[]>;
  body?: unknown;
  /** By `Authorization: Basic`. */
  as?: { name: string; password: string };
  /** By session cookie, with the Origin that a browser sends along. */
  cookie?: string;
  headers?: Record<string, string | null>;
};

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

/** Calls a route's real handler as the router would, and checks its answer against the OpenAPI document. A header set to null is left out. */
export async function call(handler: RouteHandler, options: Call = {}): Promise<Answer> {
  const { method = 'GET', path = '/api/v1/test', params = {}, body } = options;
  const request = new Request(`${ORIGIN}${path}`, {
    method,
    headers: headersOf(options),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const response = await handler(request, { params: Promise.resolve(params) });
  const text = await response.text();
  requireDescribed(handler.declaration, { status: response.status, headers: response.headers, text });
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

function headersOf({ as, cookie, body, headers = {} }: Call): Headers {
  const all: Record<string, string | null> = {
    host: HOST,
    'x-forwarded-for': '192.0.2.1',
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(as && { authorization: basic(as.name, as.password) }),
    ...(cookie !== undefined && { cookie, origin: ORIGIN }),
    ...headers,
  };
  return new Headers(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null));
}

export function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

function parsed(text: string): Record<string, unknown> {
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}

/** A browser's cookies, as it would send them back. */
export { CookieJar as Jar };

/** One request of a browser to `/api/auth/…`; a `form` is posted as next-auth's own client does. */
export async function authRequest(
  jar: CookieJar,
  path: string,
  options: { form?: Record<string, string>; headers?: Record<string, string> } = {},
): Promise<Response> {
  const url = new URL(`${ORIGIN}/api/auth/${path}`);
  const headers = new Headers({
    host: HOST,
    cookie: jar.toString(),
    'x-forwarded-for': '192.0.2.2',
    ...options.headers,
  });
  if (options.form) headers.set('content-type', 'application/x-www-form-urlencoded');
  const body = options.form && new URLSearchParams({ json: 'true', ...options.form }).toString();
  const request = new Request(url, {
    method: options.form ? 'POST' : 'GET',
    headers,
    ...(body !== undefined && { body }),
  });
  const response = await handleAuth(request, {
    params: Promise.resolve({ nextauth: url.pathname.split('/').slice(3) }),
  });
  jar.take(response);
  return response;
}

/** Signs in as the sign-in page does; the jar then holds the session. */
export async function signInBrowser(
  person: { name: string; password: string },
  headers: Record<string, string> = {},
): Promise<{ jar: CookieJar; response: Response }> {
  const jar = new CookieJar();
  const csrf = await authRequest(jar, 'csrf', { headers });
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const form = { csrfToken, username: person.name, password: person.password };
  const response = await authRequest(jar, 'callback/credentials', {
    form,
    headers: { origin: ORIGIN, ...headers },
  });
  return { jar, response };
}
