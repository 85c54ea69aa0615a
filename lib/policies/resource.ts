import type { RobotGrant } from './principal.ts';
import type { RoleName } from './roles.ts';

export const REPOSITORY_ACTIONS = ['pull', 'push', 'delete'] as const;
export type RepositoryAction = (typeof REPOSITORY_ACTIONS)[number];
export type ProjectAction =
  | RepositoryAction
  | 'project.view'
  | 'members.view'
  | 'members.manage'
  | 'settings.manage'
  | 'trash.restore'
  | 'retention.manage'
  | 'trash.purge'
  | 'tags.lock'
  | 'immutability.manage'
  | 'robots.manage'
  | 'audit.view'
  | 'project.delete';
/** `account.manage`: one's own password, sessions and tokens. `tokens.make`: new rights for a token, which no token may give. */
export type SystemAction =
  'projects.create' | 'account.manage' | 'tokens.make' | 'users.manage' | 'quotas.manage' | 'system.manage';

/** A rule of a project that is about who asks. */
export type AccessRule = {
  id: number;
  effect: 'allow' | 'deny';
  subject: 'user' | 'group' | 'robot' | 'signed_in' | 'anyone';
  /** A glob; see `matchesRepository`. */
  repositories: string;
  actions: readonly string[];
};

/**
 * What a decision about a project needs: how visible it is, the asker's role in it, their own or the best of their groups' (null:
 * none), and those of its rules that are about them.
 */
export type ProjectResource = {
  kind: 'project';
  name: string;
  visibility: 'private' | 'public';
  role: RoleName | null;
  rules: readonly AccessRule[];
  /** The full name of the repository that a pull, push or delete is about; without it, rules about repositories say nothing. */
  repository?: string;
};
export type Resource = ProjectResource | { kind: 'system' };

/** What decided. */
export type Ground =
  | { kind: 'admin' }
  | { kind: 'rule'; rule: AccessRule }
  | { kind: 'grant'; grant: RobotGrant }
  | { kind: 'role'; role: RoleName }
  | { kind: 'public' }
  /** The scopes or projects of the token. */
  | { kind: 'token' }
  /** Any account is enough. */
  | { kind: 'account' }
  | { kind: 'nothing' };

/** `needs` says in words what would allow it, for the sentence and the disabled button. */
export type Decision = { allowed: true; by: Ground } | { allowed: false; needs: string; by: Ground };
