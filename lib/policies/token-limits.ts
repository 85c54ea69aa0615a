import type { Resource } from './can.ts';
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

/** Whether a token includes the action. */
export function limitsAllow(limits: TokenLimits, action: string, resource: Resource): boolean {
  if (!scopesAllow(limits.scopes, action)) return false;
  if (limits.projects === null) return true;
  return resource.kind === 'project' && limits.projects.includes(resource.name);
}

/** Whether any of `scopes` includes the action; each includes reading. */
export function scopesAllow(scopes: readonly TokenScope[], action: string): boolean {
  const needed = SCOPE_FOR[action] ?? 'admin';
  return needed === 'read' ? scopes.length > 0 : scopes.includes(needed);
}
