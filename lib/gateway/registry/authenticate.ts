import { authenticatePassword } from '#lib/auth/authenticate.ts';
import { loadUser, type UserAccess } from '#lib/db/access.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { ANONYMOUS } from '#lib/policies/can.ts';
import { parseBasic } from '#lib/token/basic-credentials.ts';
import { wrongCredentials } from '#lib/token/issue-token.ts';
import { verifyToken } from '#lib/token/registry-token.ts';
import type { ClientFacts } from '../http/client-facts.ts';
import type { Caller, RegistryExchange } from './registry-exchange.ts';

/** Without credentials. */
export const NOBODY: Caller = { credential: 'none', principal: ANONYMOUS, granted: [] };

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
  exchange.facts.principal = principal.kind === 'user' ? principal.name : null;
}

/** Step, for routes without a repository: the user of the credential is as it says. */
export async function identify(exchange: RegistryExchange): Promise<void> {
  const { principal } = exchange.caller;
  if (exchange.caller.credential === 'none') throw signInNeeded();
  if (principal.kind === 'user') confirm(exchange, await loadUser(principal.id));
}

/**
 * Compares the credential with its user as the database has it now: a disabled account, or one whose stamp was raised, is
 * out at once. @throws AppError UNAUTHORIZED
 */
export function confirm(exchange: RegistryExchange, user: UserAccess | null): void {
  const { principal } = exchange.caller;
  if (principal.kind === 'anonymous') return;
  if (!user || user.disabled || user.stamp !== principal.stamp) throw endedToken();
  exchange.caller = { ...exchange.caller, principal: { ...principal, name: user.name, admin: user.admin } };
}

/** One sentence for everyone who has to sign in, whatever the reason. */
export function signInNeeded(): AppError {
  return new AppError(
    'UNAUTHORIZED',
    'Sign in to do this: run "docker login" for this registry, then try again.',
  );
}

async function callerOf(authorization: string, { address, origin }: ClientFacts): Promise<Caller> {
  const [, token] = /^bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(authorization) ?? [];
  if (token !== undefined) return tokenCaller(token);
  const credentials = parseBasic(authorization);
  if (!credentials) throw wrongCredentials();
  const principal = await authenticatePassword(credentials.name, credentials.password, address, origin);
  if (!principal) throw wrongCredentials();
  return { credential: 'password', principal, granted: 'all' };
}

async function tokenCaller(token: string): Promise<Caller> {
  const claims = await verifyToken(token);
  if (!claims) throw endedToken();
  const { user, access } = claims;
  // An administrator is one by the database, never by a token.
  const principal = user ? { kind: 'user' as const, admin: false, ...user } : ANONYMOUS;
  return { credential: 'token', principal, granted: access };
}

function endedToken(): AppError {
  return new AppError(
    'UNAUTHORIZED',
    'The token is not valid, or no longer: get a new one, or sign in again.',
  );
}
