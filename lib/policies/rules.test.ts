import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ANONYMOUS,
  can,
  REPOSITORY_ACTIONS,
  type AccessRule,
  type Principal,
  type ProjectResource,
  type RepositoryAction,
} from './can.ts';
import { TOKEN_SCOPES, type RobotPrincipal, type TokenScope, type UserPrincipal } from './principal.ts';
import { atLeast, ROLES, type RoleName } from './roles.ts';

const ann: UserPrincipal = { kind: 'user', id: 1, name: 'ann', admin: false, stamp: 0 };
const root: UserPrincipal = { ...ann, name: 'root', admin: true };
const NEEDED: Record<RepositoryAction, RoleName> = { pull: 'guest', push: 'developer', delete: 'maintainer' };
const VISIBILITIES = ['private', 'public'] as const;
const ROLES_AND_NONE = [null, ...ROLES];

let ids = 0;
const rule = (
  effect: AccessRule['effect'],
  actions: RepositoryAction[],
  repositories = 'api',
  subject: AccessRule['subject'] = 'user',
): AccessRule => ({ id: ++ids, effect, subject, repositories, actions });
const resource = (
  role: RoleName | null,
  visibility: 'private' | 'public',
  rules: AccessRule[] = [],
  repository = 'acme/api',
): ProjectResource => ({ kind: 'project', name: 'acme', visibility, role, rules, repository });
const may = (who: Principal, action: RepositoryAction, what: ProjectResource) =>
  can(who, action, what).allowed;

/** What rules that are about who asks may say of an action in a repository. */
const RULES: Record<string, (action: RepositoryAction) => AccessRule[]> = {
  none: () => [],
  allow: (action) => [rule('allow', [action])],
  deny: (action) => [rule('deny', [action])],
  both: (action) => [rule('allow', [action]), rule('deny', [action])],
  'allow elsewhere': (action) => [rule('allow', [action], 'other')],
  'deny elsewhere': (action) => [rule('deny', [action], 'other')],
  'allow another action': (action) => [
    rule(
      'allow',
      REPOSITORY_ACTIONS.filter((other) => other !== action),
    ),
  ],
  'deny another action': (action) => [
    rule(
      'deny',
      REPOSITORY_ACTIONS.filter((other) => other !== action),
    ),
  ],
};

const cells = ROLES_AND_NONE.flatMap((role) =>
  VISIBILITIES.flatMap((visibility) =>
    REPOSITORY_ACTIONS.flatMap((action) =>
      Object.keys(RULES).map((rules) => [role, visibility, action, rules] as const),
    ),
  ),
);

describe('rules', () => {
  it.each(cells)('role %s, %s project, %s, rules: %s', (role, visibility, action, rules) => {
    const byRole = role !== null && atLeast(role, NEEDED[action]);
    const byVisibility = visibility === 'public' && action === 'pull';
    const expected = { allow: true, deny: false, both: false }[rules] ?? (byRole || byVisibility);
    expect(may(ann, action, resource(role, visibility, RULES[rules]!(action)))).toBe(expected);
    expect(may(root, action, resource(role, visibility, RULES[rules]!(action)))).toBe(true);
  });

  it.each<[glob: string, matching: string[], other: string[]]>([
    ['**', ['acme/api', 'acme/team/web'], []],
    ['*', ['acme/api'], ['acme/team/web']],
    ['team/*', ['acme/team/web'], ['acme/api', 'acme/team/a/b']],
    ['acme/team/**', ['acme/team/web', 'acme/team/a/b'], ['acme/api']],
    ['{api,web}', ['acme/api', 'acme/web'], ['acme/apis']],
  ])('%s reaches what it says', (glob, matching, other) => {
    const reaches = (name: string) =>
      may(ann, 'push', resource(null, 'private', [rule('allow', ['push'], glob)], name));
    expect(matching.filter((name) => !reaches(name))).toEqual([]);
    expect(other.filter(reaches)).toEqual([]);
  });

  it('names the rule that decides', () => {
    const deny = rule('deny', ['push'], 'prod/*');
    expect(can(ann, 'push', resource('owner', 'private', [deny], 'acme/prod/web'))).toEqual({
      allowed: false,
      needs: `rule ${deny.id}, which denies push on prod/*, to be changed`,
      by: { kind: 'rule', rule: deny },
    });
    expect(can(ann, 'push', resource('owner', 'private', [deny]))).toEqual({
      allowed: true,
      by: { kind: 'role', role: 'owner' },
    });
  });

  it('let who may do something in a project see it, and no more of it', () => {
    const { repository: _, ...project } = resource(null, 'private', [rule('allow', ['pull'])]);
    expect(can(ann, 'project.view', project).allowed).toBe(true);
    expect(can(ann, 'members.view', project).allowed).toBe(false);
    expect(can(ann, 'project.view', { ...project, rules: [rule('deny', ['pull'])] }).allowed).toBe(false);
  });
});

describe('a token', () => {
  const limited = (scopes: TokenScope[], projects: string[] | null = null): UserPrincipal => ({
    ...ann,
    limits: { token: 1, scopes, projects },
  });

  it.each<[TokenScope[], RepositoryAction[]]>([
    [[], []],
    [['read'], ['pull']],
    [['write'], ['pull', 'push']],
    [['delete'], ['pull', 'delete']],
    [['admin'], ['pull']],
    [
      ['write', 'delete'],
      ['pull', 'push', 'delete'],
    ],
  ])('of scopes %j leaves %j', (scopes, actions) => {
    const left = REPOSITORY_ACTIONS.filter((action) =>
      may(limited(scopes), action, resource('owner', 'private')),
    );
    expect(left).toEqual(actions);
  });

  it('leaves the administration only to the scope admin', () => {
    const settings = (who: Principal) => can(who, 'settings.manage', resource('owner', 'private')).allowed;
    expect(settings(limited(['read', 'write', 'delete']))).toBe(false);
    expect(settings(limited(['admin']))).toBe(true);
    const admin = { ...limited(['write']), admin: true };
    expect(can(admin, 'users.manage', { kind: 'system' })).toMatchObject({
      allowed: false,
      by: { kind: 'token' },
    });
    expect(can(limited(['admin'], ['acme']), 'projects.create', { kind: 'system' }).allowed).toBe(false);
  });

  it('is limited to its projects, but for what is anybody’s', () => {
    const elsewhere = limited(['write'], ['other']);
    expect(may(elsewhere, 'pull', resource('owner', 'private'))).toBe(false);
    expect(may(elsewhere, 'pull', resource('owner', 'public'))).toBe(true);
    expect(may(elsewhere, 'push', resource('owner', 'public'))).toBe(false);
    const anyone = [rule('allow', ['pull'], '**', 'anyone')];
    expect(may(elsewhere, 'pull', resource('owner', 'private', anyone))).toBe(true);
    expect(may(limited(['read'], []), 'pull', resource('owner', 'private'))).toBe(false);
  });
});

describe('a robot', () => {
  const robot = (change: Partial<RobotPrincipal> = {}): RobotPrincipal => ({
    kind: 'robot',
    id: 5,
    name: 'acme+ci',
    stamp: 0,
    project: 'acme',
    grants: [{ repositories: 'team/**', scopes: ['write'] }],
    admin: false,
    ...change,
  });

  it('may what it was given, in its own project', () => {
    const web = resource(null, 'private', [], 'acme/team/web');
    expect(REPOSITORY_ACTIONS.filter((action) => may(robot(), action, web))).toEqual(['pull', 'push']);
    expect(may(robot(), 'pull', resource(null, 'private'))).toBe(false);
    expect(may(robot(), 'pull', { ...web, name: 'other', repository: 'other/team/web' })).toBe(false);
    expect(may(robot(), 'pull', resource(null, 'public'))).toBe(true);
    expect(may(robot(), 'push', { ...web, rules: [rule('deny', ['push'], '**', 'signed_in')] })).toBe(false);
  });

  it('of the system may what it was given, by whole names', () => {
    const mirror = robot({
      project: null,
      grants: [{ repositories: '*/base/**', scopes: ['read', 'delete'] }],
    });
    const base = resource(null, 'private', [], 'acme/base/alpine');
    expect(REPOSITORY_ACTIONS.filter((action) => may(mirror, action, base))).toEqual(['pull', 'delete']);
    expect(can(mirror, 'project.view', { ...base, name: 'acme' }).allowed).toBe(true);
    expect(may(robot({ project: null }), 'pull', resource(null, 'private', [], 'acme/team/web'))).toBe(false);
  });

  it('with the use of the API is a maintainer of its project, or an administrator', () => {
    const what = resource(null, 'private');
    expect(can(robot({ admin: true }), 'retention.manage', what).allowed).toBe(true);
    expect(can(robot({ admin: true }), 'members.manage', what).allowed).toBe(false);
    expect(can(robot({ admin: true }), 'retention.manage', { ...what, name: 'other' }).allowed).toBe(false);
    expect(can(robot({ admin: true }), 'users.manage', { kind: 'system' }).allowed).toBe(false);
    expect(can(robot({ admin: true, project: null }), 'users.manage', { kind: 'system' }).allowed).toBe(true);
    expect(can(robot(), 'members.view', what).allowed).toBe(false);
  });
});

describe('whatever the rules', () => {
  const aGlob = fc.constantFrom('**', '*', 'api', 'team/*', 'acme/**', '{api,web}', '**/web');
  const aRule: fc.Arbitrary<AccessRule> = fc.record({
    id: fc.nat(),
    effect: fc.constantFrom('allow' as const, 'deny' as const),
    subject: fc.constantFrom('user' as const, 'group' as const, 'signed_in' as const, 'anyone' as const),
    repositories: aGlob,
    actions: fc.subarray([...REPOSITORY_ACTIONS], { minLength: 1 }),
  });
  const aResource: fc.Arbitrary<ProjectResource> = fc.record({
    kind: fc.constant('project' as const),
    name: fc.constant('acme'),
    visibility: fc.constantFrom(...VISIBILITIES),
    role: fc.constantFrom(...ROLES_AND_NONE),
    rules: fc.array(aRule, { maxLength: 4 }),
    repository: fc.constantFrom('acme/api', 'acme/web', 'acme/team/web', 'acme/other'),
  });
  const aUser: fc.Arbitrary<UserPrincipal> = fc
    .option(fc.record({ scopes: fc.subarray([...TOKEN_SCOPES]), projects: fc.option(fc.subarray(['acme'])) }))
    .map((limits) => ({ ...ann, limits: limits && { token: 1, ...limits } }));
  const anAction = fc.constantFrom(...REPOSITORY_ACTIONS);
  const never = (then: boolean, now: boolean) => expect(now && !then).toBe(false);

  it('adding a deny never widens', () => {
    fc.assert(
      fc.property(aUser, anAction, aResource, aRule, (user, action, what, added) => {
        const with_ = { ...what, rules: [...what.rules, { ...added, effect: 'deny' as const }] };
        never(may(user, action, what), may(user, action, with_));
      }),
    );
  });

  it('removing an allow, or a member, never widens', () => {
    fc.assert(
      fc.property(aUser, anAction, aResource, fc.nat(), (user, action, what, at) => {
        const rules = what.rules.filter(({ effect }, place) => effect === 'deny' || place !== at % 4);
        never(may(user, action, what), may(user, action, { ...what, rules }));
        never(may(user, action, what), may(user, action, { ...what, role: null }));
      }),
    );
  });

  it('a token never widens, and never takes what is anybody’s', () => {
    fc.assert(
      fc.property(aUser, anAction, aResource, (user, action, what) => {
        const whole = may({ ...user, limits: null }, action, what);
        never(whole, may(user, action, what));
        const anybody = may(ANONYMOUS, action, {
          ...what,
          role: null,
          rules: what.rules.filter(({ subject }) => subject === 'anyone'),
        });
        if (whole && anybody) expect(may(user, action, what)).toBe(true);
      }),
    );
  });
});
