import {
  authenticateBasic,
  authenticateBearer,
  type Authenticated,
  type Door,
} from '#lib/auth/authenticate-basic.ts';
import { hasSecretPrefix } from '#lib/auth/secret-format.ts';
import { wrongPassword } from '#lib/auth/wrong-password.ts';
import { loadPrincipal, type PrincipalAccess } from '#lib/db/principals.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { ANONYMOUS, type Principal } from '#lib/policies/can.ts';
import { parseBasic } from '#lib/token/basic-credentials.ts';
import { verifyToken, type TokenClaims } from '#lib/token/registry-token.ts';
import type { Caller, RegistryExchange } from './registry-exchange.ts';

/** Without credentials. */
export const NOBODY: Caller = { credential: 'none', presented: null, principal: ANONYMOUS, granted: [] };

/**
 * Step: reads and checks the credential, a token or a name and password. What the database says of the user now is compared
 * later, with the rest that is asked there (`identify`, `authorize`).
 * @throws AppError UNAUTHORIZED, TOOMANYREQUESTS
 */
export async function authenticate(exchange: RegistryExchange): Promise<void> {
  const { authorization } = exchange.request.headers;
  if (authorization === undefined) return;
  exchange.caller = await callerOf(authorization, exchange.client);
  const { principal } = exchange.caller;
  exchange.facts.principal = principal.kind === 'anonymous' ? null : principal.name;
}

/** Step, for routes without a repository: the user or robot of the credential is as it says. */
export async function identify(exchange: RegistryExchange): Promise<void> {
  const { principal } = exchange.caller;
  if (exchange.caller.credential === 'none') throw signInNeeded();
  if (principal.kind !== 'anonymous') confirm(exchange, await loadPrincipal(principal));
}

/**
 * Compares the credential with its user or robot as the database has it now: a disabled one, one whose stamp was raised, or one whose
 * access token was taken back, is out at once. From here on the caller is what the database says. @throws AppError UNAUTHORIZED
 */
export function confirm(exchange: RegistryExchange, now: PrincipalAccess | null): void {
  const { principal } = exchange.caller;
  if (principal.kind === 'anonymous') return;
  if (now?.kind !== principal.kind || now.ended || now.stamp !== principal.stamp) throw endedToken();
  exchange.caller = { ...exchange.caller, principal: now };
}

/** One sentence for everyone who has to sign in, whatever the reason. */
export function signInNeeded(): AppError {
  return new AppError(
    'UNAUTHORIZED',
    'Sign in to do this: run "docker login" for this registry, then try again.',
  );
}

async function callerOf(
  authorization: string,
  { address, origin }: RegistryExchange['client'],
): Promise<Caller> {
  const door: Door = { address, through: 'registry' };
  const [, token] = /^bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(authorization) ?? [];
  if (token !== undefined)
    return hasSecretPrefix(token) ? ownCaller(await authenticateBearer(token, door)) : tokenCaller(token);
  const credentials = parseBasic(authorization);
  const known = credentials && (await authenticateBasic(credentials.name, credentials.password, door));
  if (!known) throw wrongPassword(origin);
  return ownCaller(known);
}

/** Came with their own credential, which nothing narrows but what the database says of it. */
function ownCaller({ principal, credential }: Authenticated): Caller {
  return { credential: 'password', presented: credential, principal, granted: 'all' };
}

async function tokenCaller(token: string): Promise<Caller> {
  const claims = await verifyToken(token);
  if (!claims) throw endedToken();
  const presented = claims.credential;
  return { credential: 'token', presented, principal: claimed(claims), granted: claims.access };
}

/** What they may is said by the database, never by a token (`confirm`). */
function claimed({ user, robot, token }: TokenClaims): Principal {
  if (user) {
    const limits = token === null ? null : { token, scopes: [], projects: [] };
    return { kind: 'user', ...user, admin: false, limits };
  }
  return robot ? { kind: 'robot', ...robot, project: null, grants: [], admin: false } : ANONYMOUS;
}

function endedToken(): AppError {
  return new AppError(
    'UNAUTHORIZED',
    'The token is not valid, or no longer: get a new one, or sign in again.',
  );
}
