import type { Resource } from './resource.ts';
import type { TokenLimits, TokenScope } from './principal.ts';

/** The scope that an action takes; what is not here takes `admin`. */
const SCOPE_FOR: Readonly<Record<string, TokenScope>> = {
  pull: 'read',
  'project.view': 'read',
  'members.view': 'read',
  push: 'write',
  delete: 'delete',
  'trash.restore': 'delete',
  'trash.purge': 'delete',
};

/** A token that could make tokens, or widen itself, would have no limits. */
const FOR_NO_TOKEN = 'tokens.make';

/** Whether a token includes the action. */
export function limitsAllow(limits: TokenLimits, action: string, resource: Resource): boolean {
  if (action === FOR_NO_TOKEN || !scopesAllow(limits.scopes, action)) return false;
  if (limits.projects === null) return true;
  return resource.kind === 'project' && limits.projects.includes(resource.name);
}

/** Whether any of `scopes` includes the action; each includes reading. */
export function scopesAllow(scopes: readonly TokenScope[], action: string): boolean {
  const needed = SCOPE_FOR[action] ?? 'admin';
  return needed === 'read' ? scopes.length > 0 : scopes.includes(needed);
}

/** What a token that does not include the action lacks, in words that follow "needs". */
export function lacking(limits: TokenLimits, action: string, resource: Resource): string {
  if (action === FOR_NO_TOKEN)
    return 'a sign-in in the browser or a password, since no access token makes others';
  if (!scopesAllow(limits.scopes, action))
    return `an access token with the scope ${SCOPE_FOR[action] ?? 'admin'}`;
  return resource.kind === 'project'
    ? `an access token for the project ${resource.name}`
    : 'an access token for all projects';
}

/** The sentence for what a user may do, but not with the access token that they came with. `needs`: see `lacking`. */
export function tokenRefusal(needs: string): string {
  return `Your access token does not include this: it needs ${needs}.`;
}
