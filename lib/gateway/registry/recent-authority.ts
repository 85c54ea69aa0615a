import { ExpiringMap } from '#lib/auth/expiring-map.ts';
import type { Authority } from '#lib/db/gateway-authority.ts';
import type { RegistryExchange } from './registry-exchange.ts';

/** Half of the second in which a right that was taken away must end. */
const BELIEVED_MS = 500;
/** Pairs of a user and a repository that are pushed to at once; some 2 MB. */
const REMEMBERED = 5_000;

const recent = new ExpiringMap<Authority>(REMEMBERED, BELIEVED_MS);

/**
 * What the database said a moment ago of this user and repository, for uploads only: the requests of one push come by the dozen within
 * that time and want nothing else of it. Everything that shows content or ends in the index asks anew.
 */
export function recentAuthority(exchange: RegistryExchange): Authority | undefined {
  const key = keyOf(exchange);
  return key === null ? undefined : recent.get(key);
}

/** Call once all is allowed: a no is never remembered, nor that there is no such repository. */
export function rememberAuthority(exchange: RegistryExchange): void {
  const key = keyOf(exchange);
  if (key !== null && exchange.authority.repositoryId !== null) recent.set(key, exchange.authority);
}

function keyOf({ route, caller: { principal } }: RegistryExchange): string | null {
  const uploads = route.kind === 'upload' || route.kind === 'uploads';
  if (!uploads || principal.kind === 'anonymous') return null;
  const token = principal.kind === 'user' ? (principal.limits?.token ?? '') : '';
  return `${principal.kind} ${principal.id} ${token} ${route.repository}`;
}
