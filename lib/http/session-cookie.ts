import { decode, encode, type JWT } from 'next-auth/jwt';
import { deriveKey } from '#lib/auth/secret.ts';
import { SESSION_MAX_SECONDS } from '#lib/auth/sessions.ts';
import { isHttps } from './origin.ts';

/**
 * On https the `__Host-` prefix binds the cookie to this very host and to TLS; a browser refuses that name on plain http.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
export function sessionCookieName(https: boolean): string {
  return https ? '__Host-lighter-session' : 'lighter-session';
}

/** The secret that next-auth seals its cookies with. */
export async function cookieSecret(): Promise<string> {
  return (await deriveKey('session-cookie')).toString('base64url');
}

/** The claim `sid` of the request's session cookie; null without one that we sealed. It says nothing yet of who it is. */
export async function sessionIdOf(headers: Headers): Promise<string | null> {
  const sealed = readCookie(headers, sessionCookieName(isHttps(headers)));
  return sealed === null ? null : sidOf(await unseal(sealed));
}

export function sidOf(token: JWT | null): string | null {
  return typeof token?.sid === 'string' ? token.sid : null;
}

/** The cookie (a whole `Set-Cookie`) of a session that was opened beside next-auth, sealed as next-auth does. */
export async function sealedSession(
  opened: { name: string; sid: string },
  headers: Headers,
): Promise<string> {
  const { name, sid } = opened;
  const token = await encode({
    token: { sub: name, name, sid },
    secret: await cookieSecret(),
    maxAge: SESSION_MAX_SECONDS,
  });
  const https = isHttps(headers);
  const life = `Max-Age=${SESSION_MAX_SECONDS}; HttpOnly; SameSite=Lax`;
  return `${sessionCookieName(https)}=${token}; Path=/; ${life}${https ? '; Secure' : ''}`;
}

/** Has the browser forget a cookie of ours. */
export function expiredCookie(name: string, headers: Headers): string {
  return `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${isHttps(headers) ? '; Secure' : ''}`;
}

/** All cookies of the request by name; of equal names the first, which is the most specific one (RFC 6265, 5.4). */
export function readCookies(headers: Headers): Record<string, string> {
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.split('='));
  const cookies: Record<string, string> = {};
  for (const [name = '', ...value] of pairs) cookies[name.trim()] ??= decoded(value.join('=').trim());
  return cookies;
}

function readCookie(headers: Headers, name: string): string | null {
  return readCookies(headers)[name] ?? null;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** What is not ours, or has ended, is no cookie. */
async function unseal(token: string): Promise<JWT | null> {
  const secret = await cookieSecret();
  return await decode({ token, secret }).catch(() => null);
}
