import { isRepositoryName } from '#lib/oci/reference.ts';
import { CATALOG_SCOPE, type Scope, type ScopeAction } from '#lib/oci/scope.ts';
import type { AppError } from '#lib/errors/app-error.ts';
import { httpStatus } from '#lib/errors/status.ts';
import { formatChallenge } from '#lib/token/challenge.ts';
import type { RegistryExchange } from './registry-exchange.ts';

/** `WWW-Authenticate` for every 401, which tells the client where to get a token and for what; else no header. */
export function challengeHeaders(exchange: RegistryExchange, error: AppError): Record<string, string> {
  if (httpStatus(error.code) !== 401) return {};
  const sent = exchange.request.headers.authorization !== undefined;
  const reason =
    error.code === 'INSUFFICIENT_SCOPE'
      ? 'insufficient_scope'
      : sent && isBearer(exchange)
        ? 'invalid_token'
        : undefined;
  const anonymous = exchange.caller.credential === 'token' && exchange.caller.principal.kind === 'anonymous';
  const challenge = formatChallenge({
    origin: exchange.client.origin,
    scopes: wantedScopes(exchange),
    // An anonymous token was good; only signing in would help.
    ...(reason && !anonymous ? { error: reason } : {}),
  });
  return { 'www-authenticate': challenge };
}

function isBearer(exchange: RegistryExchange): boolean {
  return /^bearer\b/i.test(exchange.request.headers.authorization ?? '');
}

/** Pushing and deleting look before they write: their scopes include pull. */
const ACTIONS: Record<ScopeAction, ScopeAction[]> = {
  pull: ['pull'],
  push: ['pull', 'push'],
  delete: ['pull', 'delete'],
};

function wantedScopes({ route, need, query }: RegistryExchange): Scope[] {
  if (need === 'base') return [];
  if (need === 'catalog' || !('repository' in route)) return [CATALOG_SCOPE];
  const own: Scope = { type: 'repository', name: route.repository, actions: ACTIONS[need] };
  const from = route.kind === 'uploads' ? query.get('from') : null;
  if (from === null || from === route.repository || !isRepositoryName(from)) return [own];
  return [own, { type: 'repository', name: from, actions: ['pull'] }];
}
