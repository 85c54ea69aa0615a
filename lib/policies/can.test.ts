import { describe, expect, it } from 'vitest';
import type { ProjectAction, ProjectResource, Principal } from './can.ts';
import { ANONYMOUS, can } from './can.ts';
import type { TokenLimits } from './principal.ts';
import type { RoleName } from './roles.ts';

const ann: Principal = { kind: 'user', id: 1, name: 'ann', admin: false, stamp: 0 };
const root: Principal = { ...ann, name: 'root', admin: true };
const ACTIONS: ProjectAction[] = [
  'pull',
  'project.view',
  'members.view',
  'push',
  'delete',
  'trash.restore',
  'retention.manage',
  'trash.purge',
  'tags.lock',
  'immutability.manage',
  'members.manage',
  'settings.manage',
  'project.delete',
];
const project = (role: RoleName | null, visibility: 'private' | 'public' = 'private'): ProjectResource => ({
  kind: 'project',
  name: 'acme',
  visibility,
  role,
  rules: [],
});
const allowed = (who: Principal, what: ProjectResource) =>
  ACTIONS.filter((action) => can(who, action, what).allowed);

describe('can', () => {
  it.each<[RoleName | null, 'private' | 'public', ProjectAction[]]>([
    [null, 'private', []],
    [null, 'public', ['pull', 'project.view']],
    ['guest', 'private', ACTIONS.slice(0, 3)],
    ['developer', 'private', ACTIONS.slice(0, 4)],
    ['maintainer', 'private', ACTIONS.slice(0, 10)],
    ['owner', 'private', ACTIONS],
    ['owner', 'public', ACTIONS],
  ])('role %s in a %s project', (role, visibility, actions) => {
    expect(allowed(ann, project(role, visibility))).toEqual(actions);
  });

  it('lets anonymous see and pull what is public, and no more', () => {
    expect(allowed(ANONYMOUS, project(null, 'public'))).toEqual(['pull', 'project.view']);
    expect(allowed(ANONYMOUS, project(null))).toEqual([]);
  });

  it('lets a system administrator do everything', () => {
    expect(allowed(root, project(null))).toEqual(ACTIONS);
    expect(can(root, 'users.manage', { kind: 'system' })).toMatchObject({ allowed: true });
  });

  it('keeps the system from everyone else, and says what it needs', () => {
    expect(can(ann, 'projects.create', { kind: 'system' }).allowed).toBe(true);
    expect(can(ANONYMOUS, 'projects.create', { kind: 'system' }).allowed).toBe(false);
    expect(can(ann, 'users.manage', { kind: 'system' })).toMatchObject({
      allowed: false,
      needs: 'system administrator',
    });
    expect(can(ann, 'users.manage', project('owner'))).toMatchObject({
      allowed: false,
      needs: 'system administrator',
    });
    expect(can(ann, 'push', project('guest'))).toMatchObject({
      allowed: false,
      needs: 'role developer in project acme',
    });
  });
});

describe('an access token', () => {
  const SYSTEM = { kind: 'system' } as const;
  const token = (scopes: TokenLimits['scopes'], projects: string[] | null = null): Principal => ({
    ...ann,
    limits: { token: 1, scopes, projects },
  });

  it.each<[TokenLimits['scopes'], ProjectAction[]]>([
    [[], []],
    [['read'], ['pull', 'project.view', 'members.view']],
    [['write'], ['pull', 'project.view', 'members.view', 'push']],
    [['delete'], ['pull', 'project.view', 'members.view', 'delete', 'trash.restore', 'trash.purge']],
    [
      ['admin'],
      ACTIONS.filter((action) => !['push', 'delete', 'trash.restore', 'trash.purge'].includes(action)),
    ],
    [['read', 'write', 'delete', 'admin'], ACTIONS],
  ])('with %j leaves of an owner', (scopes, actions) => {
    expect(allowed(token(scopes), project('owner'))).toEqual(actions);
    expect(allowed(token(scopes, ['acme']), project('owner'))).toEqual(actions);
    expect(allowed(token(scopes, ['other']), project('owner'))).toEqual([]);
  });

  it('adds nothing to what its user may, and takes away nothing that is everyone’s', () => {
    const all = token(['read', 'write', 'delete', 'admin']);
    expect(allowed(all, project(null))).toEqual([]);
    expect(allowed(token([], []), project(null, 'public'))).toEqual(['pull', 'project.view']);
  });

  it('says what it lacks', () => {
    expect(can(token(['read']), 'push', project('owner'))).toMatchObject({
      needs: 'an access token with the scope write',
      by: { kind: 'token' },
    });
    expect(can(token(['write'], ['other']), 'push', project('owner'))).toMatchObject({
      needs: 'an access token for the project acme',
    });
    expect(can(token(['read']), 'push', project('guest'))).toMatchObject({
      needs: 'role developer in project acme',
    });
    expect(can(token(['admin'], ['acme']), 'account.manage', SYSTEM)).toMatchObject({
      needs: 'an access token for all projects',
    });
  });

  it('manages its user’s account with the scope admin, and never makes a token', () => {
    expect(can(ann, 'account.manage', SYSTEM).allowed).toBe(true);
    expect(can(ann, 'tokens.make', SYSTEM).allowed).toBe(true);
    expect(can(token(['admin']), 'account.manage', SYSTEM).allowed).toBe(true);
    expect(can(token(['read', 'write', 'delete']), 'account.manage', SYSTEM).allowed).toBe(false);
    expect(can(token(['read', 'write', 'delete', 'admin']), 'tokens.make', SYSTEM).allowed).toBe(false);
    expect(can({ ...token(['admin']), admin: true } as Principal, 'tokens.make', SYSTEM).allowed).toBe(false);
  });
});
