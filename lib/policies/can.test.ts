import { describe, expect, it } from 'vitest';
import type { ProjectAction, ProjectResource, Principal } from './can.ts';
import { ANONYMOUS, can } from './can.ts';
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
