import { loadAuthority, type Wanted } from '#lib/db/gateway-authority.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { projectOf } from '#lib/oci/reference.ts';
import type { ScopeAction } from '#lib/oci/scope.ts';
import { tokenRefusal } from '#lib/policies/token-limits.ts';
import { pushDenied } from '#lib/services/ensure-repository.ts';
import { lackOfToken, mayDo } from '#lib/token/repository-policy.ts';
import { confirm, signInNeeded } from './authenticate.ts';
import { recentAuthority, rememberAuthority } from './recent-authority.ts';
import type { Need, RegistryExchange } from './registry-exchange.ts';
import type { Route } from './route.ts';

export type RepositoryRoute = Extract<Route, { repository: string }>;

/**
 * Step, for routes of a repository: asks the database who the caller is now and what the policy allows (and, in the same question,
 * for what the route names), and lets through what both policy and token allow.
 * @throws AppError as the table "Who gets which no" has it
 */
export async function authorize(exchange: RegistryExchange): Promise<void> {
  const { route, need } = exchange;
  if (!('repository' in route) || need === 'base' || need === 'catalog')
    throw new Error(`${route.kind} has no repository`);
  const { principal } = exchange.caller;
  const recent = recentAuthority(exchange);
  exchange.authority =
    recent ??
    (await loadAuthority(
      principal,
      projectOf(route.repository),
      route.repository,
      need === 'pull' ? wantedBy(route) : null,
    ));
  confirm(exchange, exchange.authority.principal);
  if (!mayDo(exchange.caller.principal, need, route.repository, exchange.authority.project))
    throw refusal(exchange);
  if (!isGranted(exchange, need, route.repository)) throw notGranted(exchange);
  if (!recent) rememberAuthority(exchange);
}

function wantedBy(route: Route): Wanted | null {
  if (route.kind === 'blob') return { kind: 'blob', digest: route.digest };
  if (route.kind !== 'manifest') return null;
  const { reference } = route;
  return reference.kind === 'tag'
    ? { kind: 'tag', tag: reference.tag }
    : { kind: 'manifest', digest: reference.digest };
}

/** Step, for the catalog: everyone may, a token must have been asked for it. */
export async function authorizeCatalog(exchange: RegistryExchange): Promise<void> {
  const { granted } = exchange.caller;
  if (granted !== 'all' && !granted.some((scope) => scope.type === 'registry')) throw notGranted(exchange);
}

/** Whether the credential itself includes the action; what the policy says is another question. */
function isGranted(exchange: RegistryExchange, action: ScopeAction, repository: string): boolean {
  const { granted, credential } = exchange.caller;
  // Without a token nothing narrows what the policy gives to everyone.
  if (granted === 'all' || credential === 'none') return true;
  return granted.some(
    (scope) => scope.type === 'repository' && scope.name === repository && scope.actions.includes(action),
  );
}

/** The no to what is not allowed and to what is not there, the same for both. */
export function refusal(exchange: RegistryExchange): AppError {
  const { caller, route, need } = exchange;
  const repository = 'repository' in route ? route.repository : '';
  if (caller.principal.kind === 'anonymous') return signInNeeded();
  if (need === 'pull') {
    return new AppError('NAME_UNKNOWN', `There is no repository ${repository} here that you may pull.`);
  }
  const lack = isWrite(need)
    ? lackOfToken(caller.principal, need, repository, exchange.authority.project)
    : null;
  if (lack !== null) return new AppError('DENIED', tokenRefusal(lack));
  if (need === 'push') return pushDenied(repository, caller.principal);
  return new AppError(
    'DENIED',
    `You may not delete in ${repository}: ask an owner of the project ${projectOf(repository)} for the role maintainer.`,
  );
}

function isWrite(need: Need): need is 'push' | 'delete' {
  return need === 'push' || need === 'delete';
}

function notGranted(exchange: RegistryExchange): AppError {
  if (exchange.caller.principal.kind === 'anonymous') return signInNeeded();
  return new AppError(
    'INSUFFICIENT_SCOPE',
    'The token was not given for this: get one for the scope in the challenge.',
  );
}
