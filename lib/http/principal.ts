import {
  authenticateBasic,
  authenticateBearer,
  type Authenticated,
  type Door,
} from '#lib/auth/authenticate-basic.ts';
import { hasSecretPrefix } from '#lib/auth/secret-format.ts';
import { wrongPassword } from '#lib/auth/wrong-password.ts';
import { sessionPrincipal } from '#lib/auth/sessions.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { ANONYMOUS, type Principal } from '#lib/policies/can.ts';
import { isOwnOrigin, requestOrigin } from './origin.ts';
import { addressOf } from './request-facts.ts';
import { sessionIdOf } from './session-cookie.ts';

/**
 * Who asks, with which session (null: by password, or nobody), and what the audit says they came with: `session`, `password`, …;
 * null: nothing.
 */
export type Caller = { principal: Principal; sessionId: string | null; credential: string | null };

export const NOBODY: Caller = { principal: ANONYMOUS, sessionId: null, credential: null };

/**
 * Who a request of the API comes from: `Authorization: Basic` or `Bearer` if there is one, else the session cookie, else nobody.
 * @throws AppError UNAUTHORIZED for a wrong password or token, or another scheme, TOOMANYREQUESTS after too many wrong ones
 */
export async function callerOf(headers: Headers): Promise<Caller> {
  const authorization = headers.get('authorization');
  if (authorization !== null) {
    const { principal, credential } = await byCredential(authorization, headers);
    return { principal, sessionId: null, credential };
  }
  const sessionId = await sessionIdOf(headers);
  const principal = sessionId === null ? null : await sessionPrincipal(sessionId);
  return principal ? { principal, sessionId, credential: 'session' } : NOBODY;
}

/**
 * Refuses a write that a page of another site made the browser send. What comes with a cookie must name our own origin;
 * other clients need not name one, but a foreign one is refused from them too (browsers may remember a password).
 * @throws AppError DENIED
 */
export function checkOrigin(request: Request, caller: Caller): void {
  if (SAFE_METHODS.has(request.method)) return;
  const origin = request.headers.get('origin');
  if (origin === null ? caller.sessionId === null : isOwnOrigin(origin, request.headers)) return;
  throw new AppError(
    'DENIED',
    'This request came from a page of another site. Open Lighter itself and try again.',
  );
}

export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

async function byCredential(authorization: string, headers: Headers): Promise<Authenticated> {
  const door: Door = { address: addressOf(headers), through: 'api' };
  const [, secret] = /^bearer +([A-Za-z0-9_]+) *$/i.exec(authorization) ?? [];
  if (secret !== undefined && hasSecretPrefix(secret)) return authenticateBearer(secret, door);
  const known = await authenticateBasic(...basicCredentials(authorization), door);
  if (known) return known;
  throw wrongPassword(requestOrigin(headers));
}

/** RFC 7617: base64 of `name:password`, in UTF-8; only the first colon separates. */
function basicCredentials(authorization: string): [name: string, password: string] {
  const [, encoded] = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(authorization) ?? [];
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon > 0) return [text.slice(0, colon), text.slice(colon + 1)];
  throw new AppError(
    'UNAUTHORIZED',
    'Send your user name with a password or access token as Authorization: Basic, an access token alone as Authorization: Bearer, or sign in in the browser.',
  );
}
