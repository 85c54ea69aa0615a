import {
  ANONYMOUS,
  can,
  type Principal,
  type ProjectAction,
  type ProjectResource,
  type RobotPrincipal,
  type SystemAction,
  type UserPrincipal,
} from './can.ts';
import { TOKEN_SCOPES, type TokenScope } from './principal.ts';
import { ROLES, type RoleName } from './roles.ts';

/** What each action is, in words. */
export const ACTIONS: Readonly<Record<ProjectAction | SystemAction, string>> = {
  'project.view': 'See the project and what it holds',
  pull: 'Pull, list tags, see images',
  push: 'Push images, make repositories',
  delete: 'Delete tags and images',
  'trash.restore': 'Restore from the trash',
  'trash.purge': 'Empty the trash',
  'tags.lock': 'Lock and unlock tags, pin images',
  'immutability.manage': 'Make immutability rules',
  'retention.manage': 'Make cleanup policies, preview and run them',
  'members.view': 'See members, rules, trash and storage',
  'audit.view': 'See the activity of the project',
  'members.manage': 'Manage members, groups and access rules',
  'robots.manage': 'Manage robots',
  'settings.manage': 'Change settings',
  'project.delete': 'Delete the project',
  'account.manage': 'Look after one’s own account: sessions, tokens, password',
  'tokens.make': 'Make and change one’s own access tokens',
  'projects.create': 'Create projects',
  'quotas.manage': 'Set quotas',
  'users.manage': 'Manage users and groups',
  'system.manage': 'Manage the system: sign-in, storage, health, audit',
};

const SYSTEM: ReadonlySet<string> = new Set<SystemAction>([
  'account.manage',
  'tokens.make',
  'projects.create',
  'quotas.manage',
  'users.manage',
  'system.manage',
]);

/** A kind of asker: who they are, and their role in the project in question. */
export type Column = { title: string; principal: Principal; role: RoleName | null };

const PROJECT = 'acme';
const REPOSITORY = `${PROJECT}/api`;
const user: UserPrincipal = { kind: 'user', id: 1, name: 'ann', admin: false, stamp: 0 };
const robot: RobotPrincipal = {
  ...{ kind: 'robot', id: 1, name: `${PROJECT}+ci`, stamp: 0, project: PROJECT, admin: false },
  grants: [],
};

export const PEOPLE: readonly Column[] = [
  { title: 'anyone', principal: ANONYMOUS, role: null },
  { title: 'signed in', principal: user, role: null },
  ...ROLES.map((role) => ({ title: role, principal: user, role })),
  { title: 'system admin', principal: { ...user, admin: true }, role: null },
];

/** Tokens of an owner of the project. */
export const TOKENS: readonly Column[] = TOKEN_SCOPES.map((scope) => ({
  title: `scope ${scope}`,
  principal: { ...user, limits: { token: 1, scopes: [scope], projects: null } },
  role: 'owner',
}));

/** Robots of the project, and one of the system, that were given all repositories. */
export const ROBOTS: readonly Column[] = [
  ...(['read', 'write', 'delete'] satisfies Exclude<TokenScope, 'admin'>[]).map((scope) => ({
    title: `robot: ${scope}`,
    principal: { ...robot, grants: [{ repositories: '**', scopes: [scope] }] },
    role: null,
  })),
  { title: 'robot: API', principal: { ...robot, admin: true }, role: null },
  {
    title: 'system robot: API',
    principal: { ...robot, name: 'system+ci', project: null, admin: true },
    role: null,
  },
];

export type Cell = { action: ProjectAction | SystemAction; column: Column; visibility: 'private' | 'public' };

/** What the policy says of a cell of the matrix. Without rules: they add and take away, as docs/permissions.md says. */
export function cellAllowed({ action, column, visibility }: Cell): boolean {
  const project: ProjectResource = {
    ...{ kind: 'project', name: PROJECT, repository: REPOSITORY, visibility, role: column.role, rules: [] },
  };
  return can(column.principal, action, SYSTEM.has(action) ? { kind: 'system' } : project).allowed;
}

/** The rows of the matrix: what each column may in a private project and in a public one. */
export function matrix(
  columns: readonly Column[],
): { action: Cell['action']; cells: [boolean, boolean][] }[] {
  return (Object.keys(ACTIONS) as Cell['action'][]).map((action) => ({
    action,
    cells: columns.map((column) => [
      cellAllowed({ action, column, visibility: 'private' }),
      cellAllowed({ action, column, visibility: 'public' }),
    ]),
  }));
}
