import { isRepositoryName } from './reference.ts';

export const SCOPE_ACTIONS = ['pull', 'push', 'delete'] as const;
export type ScopeAction = (typeof SCOPE_ACTIONS)[number];

/** What a token is asked for or grants (distribution's "Token Scope"): actions on one repository, or the catalog. */
export type Scope =
  | { type: 'repository'; name: string; actions: ScopeAction[] }
  | { type: 'registry'; name: 'catalog'; actions: ['*'] };

/** docker asks for two at most, buildx for one a mounted repository; more is no client's doing. */
export const MAX_SCOPES = 50;

/**
 * Parses the `scope` parameters of a token request: each may hold several, separated by spaces. Scopes of one repository
 * are put together, `*` means every action, and what can't be understood asks for nothing.
 */
export function parseScopes(parameters: readonly string[]): Scope[] {
  const texts = parameters.flatMap((parameter) => parameter.split(' ')).filter((text) => text !== '');
  const actions = new Map<string, Set<ScopeAction>>();
  let catalog = false;
  for (const text of texts.slice(0, MAX_SCOPES)) {
    const scope = parseScope(text);
    if (scope === 'catalog') catalog = true;
    else if (scope) actions.set(scope.name, (actions.get(scope.name) ?? new Set()).union(scope.actions));
  }
  const repositories = [...actions].map(([name, wanted]) => repositoryScope(name, wanted));
  return catalog ? [...repositories, CATALOG_SCOPE] : repositories;
}

export const CATALOG_SCOPE: Scope = { type: 'registry', name: 'catalog', actions: ['*'] };

/** The scope as challenges and clients write it. */
export function formatScope(scope: Scope): string {
  return `${scope.type}:${scope.name}:${scope.actions.join(',')}`;
}

function repositoryScope(name: string, wanted: ReadonlySet<ScopeAction>): Scope {
  return { type: 'repository', name, actions: SCOPE_ACTIONS.filter((action) => wanted.has(action)) };
}

type RepositoryActions = { name: string; actions: Set<ScopeAction> };

/** The first colon ends the type and the last one starts the actions; older clients write `repository(class)`. */
function parseScope(text: string): RepositoryActions | 'catalog' | null {
  const match = /^([a-z]+)(?:\([a-z]+\))?:(.+):([a-z*,]*)$/.exec(text);
  if (!match) return null;
  const [, type, name, wanted] = match;
  if (type === 'registry') return name === 'catalog' && wanted === '*' ? 'catalog' : null;
  if (type !== 'repository' || !isRepositoryName(name!)) return null;
  const named = wanted!.split(',');
  const actions = named.includes('*')
    ? SCOPE_ACTIONS
    : SCOPE_ACTIONS.filter((action) => named.includes(action));
  return actions.length > 0 ? { name: name!, actions: new Set(actions) } : null;
}
