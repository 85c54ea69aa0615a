import { beforeAll, describe, expect, it } from 'vitest';
import { call, makePerson, type Person } from '../../e2e/support/people.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { makeRobot, makeToken } from '../../e2e/support/secrets.ts';
import { query } from '#lib/db/pool.ts';
import type { RouteHandler } from '#lib/http/route.ts';
import * as projectRobots from '../../app/api/v1/projects/[project]/robots/route.ts';
import * as projectRobot from '../../app/api/v1/projects/[project]/robots/[robot]/route.ts';
import * as projectRotate from '../../app/api/v1/projects/[project]/robots/[robot]/rotate/route.ts';
import * as projectTrusts from '../../app/api/v1/projects/[project]/robots/[robot]/trusts/route.ts';
import * as projectTrust from '../../app/api/v1/projects/[project]/robots/[robot]/trusts/[id]/route.ts';
import { GET as getProject } from '../../app/api/v1/projects/[project]/route.ts';
import { PUT as setMember } from '../../app/api/v1/projects/[project]/members/user/[name]/route.ts';
import * as systemRobots from '../../app/api/v1/robots/route.ts';
import * as systemRobot from '../../app/api/v1/robots/[robot]/route.ts';
import * as systemRotate from '../../app/api/v1/robots/[robot]/rotate/route.ts';
import * as systemTrusts from '../../app/api/v1/robots/[robot]/trusts/route.ts';
import { GET as getAttention } from '../../app/api/v1/home/attention/route.ts';
import { GET as listUsers } from '../../app/api/v1/users/route.ts';

let root: Person;
let owner: Person;
let maintainer: Person;
let stranger: Person;

beforeAll(async () => {
  root = await makePerson('rroot', { admin: true });
  owner = await makePerson('rowner');
  maintainer = await makePerson('rmain');
  stranger = await makePerson('rother');
  await makeProjectWith('racme', 'private', [
    [owner.principal, 'owner'],
    [maintainer.principal, 'maintainer'],
  ]);
  await makeProjectWith('rbeta', 'private', [[stranger.principal, 'owner']]);
});

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
/** Typed, since vitest's own matchers are `any`. */
const SOME_TEXT: unknown = expect.any(String);
const grants = [{ repositories: '**', scopes: ['read'] }];
const TRUST = { issuer: 'https://ci.example.com', audience: 'registry', claims: { sub: 'job:*' } };

describe('a robot', () => {
  it('is made, shown, changed, rotated and deleted by an owner, all of it audited', async () => {
    const made = await call(projectRobots.POST, {
      method: 'POST',
      as: owner,
      params: { project: 'racme' },
      body: {
        name: 'ci',
        description: 'pushes',
        grants: [{ repositories: 'app', scopes: ['write', 'read'] }],
      },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: 'racme+ci',
      project: 'racme',
      grants: [{ repositories: 'app', scopes: ['read', 'write'] }],
      admin: false,
      disabled: false,
      createdBy: 'rowner',
      expired: false,
      trusts: 0,
    });
    const secret = String(made.body['secret']);
    expect(secret).toMatch(/^ltr_[0-9A-Za-z]{36}$/);
    const params = { project: 'racme', robot: 'ci' };
    const shown = await call(projectRobot.GET, { as: owner, params });
    expect(shown.body['secrets']).toMatchObject([{ hint: secret.slice(0, 8), expiresAt: null }]);
    expect(JSON.stringify(shown.body)).not.toContain(secret.slice(8));

    const stamp = async () =>
      (await query<{ stamp: number }>(`SELECT stamp FROM robot WHERE name = 'racme+ci'`))[0]!.stamp;
    const same = { grants: [{ repositories: 'app', scopes: ['write', 'read'] }], description: 'pushes' };
    await call(projectRobot.PATCH, { method: 'PATCH', as: owner, params, body: same });
    expect(await stamp()).toBe(0);
    const changed = await call(projectRobot.PATCH, { method: 'PATCH', as: owner, params, body: { grants } });
    expect(changed.body).toMatchObject({ grants });
    expect(await stamp()).toBe(1);

    const rotated = await call(projectRotate.POST, { method: 'POST', as: owner, params, body: {} });
    expect(rotated.body['secret']).not.toBe(secret);
    expect(rotated.body['secrets']).toMatchObject([{ expiresAt: null }, { expiresAt: SOME_TEXT }]);
    const ends = Date.parse((rotated.body['secrets'] as { expiresAt: string }[])[1]!.expiresAt);
    expect(Math.abs(ends - Date.now() - 24 * 3_600_000)).toBeLessThan(60_000);
    const now = await call(projectRotate.POST, {
      method: 'POST',
      as: owner,
      params,
      body: { overlapHours: 0 },
    });
    expect(now.body['secrets']).toHaveLength(1);
    expect(await stamp()).toBe(2);

    expect((await call(projectRobot.DELETE, { method: 'DELETE', as: owner, params })).status).toBe(204);
    expect((await call(projectRobot.GET, { as: owner, params })).status).toBe(404);
    const events = await query<{ action: string }>(
      `SELECT action FROM audit_event WHERE target = 'racme+ci' AND project = 'racme' ORDER BY id`,
    );
    expect(events.map(({ action }) => action)).toEqual([
      'robot.created',
      'robot.updated',
      'robot.rotated',
      'robot.rotated',
      'robot.deleted',
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a plus in its name', { name: 'a+b' }, 'name'],
    ['a slash in its name', { name: 'a/b' }, 'name'],
    ['upper case', { name: 'CI' }, 'name'],
    ['no name', { name: '' }, 'name'],
    ['a long name', { name: 'x'.repeat(65) }, 'name'],
    ['a grant of nothing', { grants: [{ repositories: '**', scopes: [] }] }, 'grants.0.scopes'],
    [
      'the scope admin in a grant',
      { grants: [{ repositories: '**', scopes: ['admin'] }] },
      'grants.0.scopes.0',
    ],
    ['an empty pattern', { grants: [{ repositories: '', scopes: ['read'] }] }, 'grants.0.repositories'],
    ['a bad pattern', { grants: [{ repositories: 'a{b', scopes: ['read'] }] }, 'grants.0.repositories'],
    ['too many grants', { grants: Array.from({ length: 21 }, () => grants[0]) }, 'grants'],
    ['another’s project', { project: 'rbeta' }, 'project'],
    ['an end that is over', { expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
  ])('is refused with %s', async (_, body, field) => {
    const answer = await call(projectRobots.POST, {
      method: 'POST',
      as: owner,
      params: { project: 'racme' },
      body: { name: 'wrong', grants, ...body },
    });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['fields'] as object)).toContain(field);
  });

  it('has its name alone, in its project', async () => {
    await makeRobot('rowner', 'racme', { name: 'one', grants: [] });
    const again = await call(projectRobots.POST, {
      method: 'POST',
      as: owner,
      params: { project: 'racme' },
      body: { name: 'one', grants },
    });
    expect(again.status).toBe(409);
    expect((await makeRobot('rother', 'rbeta', { name: 'one', grants: [] })).name).toBe('rbeta+one');
    expect((await makeRobot('rroot', null, { name: 'one', grants: [] })).name).toBe('system+one');
  });

  it('may go without a secret', async () => {
    const { secret } = await makeRobot('rowner', 'racme', { name: 'keyless', grants: [], secret: false });
    expect(secret).toBe('');
    const params = { project: 'racme', robot: 'keyless' };
    expect((await call(projectRobot.GET, { as: owner, params })).body['secrets']).toEqual([]);
  });
});

type Asked = [handler: RouteHandler, method: string, body?: unknown];

describe('robots', () => {
  const ofProject: Asked[] = [
    [projectRobots.GET, 'GET'],
    [projectRobots.POST, 'POST', { name: 'intruder', grants: [] }],
    [projectRobot.GET, 'GET'],
    [projectRobot.PATCH, 'PATCH', { disabled: true }],
    [projectRobot.DELETE, 'DELETE'],
    [projectRotate.POST, 'POST', {}],
    [projectTrusts.GET, 'GET'],
    [projectTrusts.POST, 'POST', TRUST],
    [projectTrust.DELETE, 'DELETE'],
  ];
  const ofSystem: Asked[] = [
    [systemRobots.GET, 'GET'],
    [systemRobots.POST, 'POST', { name: 'intruder', grants: [] }],
    [systemRobot.GET, 'GET'],
    [systemRobot.PATCH, 'PATCH', { disabled: true }],
    [systemRobot.DELETE, 'DELETE'],
    [systemRotate.POST, 'POST', {}],
    [systemTrusts.GET, 'GET'],
    [systemTrusts.POST, 'POST', TRUST],
  ];
  const statuses = async (asked: Asked[], params: Record<string, string>, as?: Person) => {
    const answers = [];
    for (const [handler, method, body] of asked)
      answers.push(await call(handler, { method, params, body, as }));
    return new Set(answers.map(({ status }) => status));
  };

  it('of a project are its owners’ business only', async () => {
    await makeRobot('rowner', 'racme', { name: 'kept', grants: [] });
    const params = { project: 'racme', robot: 'kept', id: '1' };
    expect(await statuses(ofProject, params, maintainer)).toEqual(new Set([403]));
    expect(await statuses(ofProject, params, stranger)).toEqual(new Set([404]));
    expect(await statuses(ofProject, params)).toEqual(new Set([401]));
  });

  it('of the system are its administrators’', async () => {
    await makeRobot('rroot', null, { name: 'kept', grants: [] });
    const params = { robot: 'kept', id: '1' };
    expect(await statuses(ofSystem, params, owner)).toEqual(new Set([403]));
    expect(await statuses(ofSystem, params)).toEqual(new Set([401]));
  });

  it('are reached through their own project only', async () => {
    await makeRobot('rowner', 'racme', { name: 'mine', grants: [] });
    const made = await call(projectTrusts.POST, {
      method: 'POST',
      as: owner,
      params: { project: 'racme', robot: 'mine' },
      body: TRUST,
    });
    await makeRobot('rother', 'rbeta', { name: 'theirs', grants: [] });
    const nested = ofProject.slice(2);
    const through = { project: 'rbeta', robot: 'mine', id: String(made.body['id']) };
    expect(await statuses(nested, through, stranger)).toEqual(new Set([404]));
    const another = { project: 'rbeta', robot: 'theirs', id: String(made.body['id']) };
    expect(
      (await call(projectTrust.DELETE, { method: 'DELETE', as: stranger, params: another })).status,
    ).toBe(404);
    const trusts = { project: 'racme', robot: 'mine' };
    expect((await call(projectTrusts.GET, { as: owner, params: trusts })).body['items']).toMatchObject([
      TRUST,
    ]);
    expect(await statuses(ofSystem.slice(2), { robot: 'mine' }, root)).toEqual(new Set([404]));
  });

  it('never get more than their maker’s token has', async () => {
    const admin = await makeToken('rowner', { scopes: ['admin'] });
    const writer = await makeToken('rowner', { scopes: ['admin', 'write'], projects: ['racme'] });
    const make = (secret: string, name: string, scope: string) =>
      call(projectRobots.POST, {
        method: 'POST',
        headers: bearer(secret),
        params: { project: 'racme' },
        body: { name, grants: [{ repositories: '**', scopes: [scope] }] },
      });
    expect((await make(admin.secret, 'a', 'read')).status).toBe(201);
    const beyond = await make(admin.secret, 'b', 'write');
    expect([beyond.status, beyond.body['detail']]).toEqual([403, expect.stringContaining('scope write')]);
    expect((await make(writer.secret, 'b', 'write')).status).toBe(201);
    expect((await make(writer.secret, 'c', 'delete')).status).toBe(403);
    const widened = await call(projectRobot.PATCH, {
      method: 'PATCH',
      headers: bearer(admin.secret),
      params: { project: 'racme', robot: 'a' },
      body: { grants: [{ repositories: '**', scopes: ['delete'] }] },
    });
    expect(widened.status).toBe(403);
    const read = await makeToken('rowner', { scopes: ['read', 'write', 'delete'] });
    expect((await make(read.secret, 'd', 'read')).status).toBe(403);
  });

  it('use the API when they may: of a project as maintainers, of the system as administrators', async () => {
    const ofAcme = await makeRobot('rowner', 'racme', { name: 'api', grants: [], admin: true });
    const plain = await makeRobot('rowner', 'racme', { name: 'noapi', grants: [] });
    const system = await makeRobot('rroot', null, { name: 'api', grants: [], admin: true });
    const project = (secret: string, name: string) =>
      call(getProject, { headers: bearer(secret), params: { project: name } });
    expect((await project(ofAcme.secret, 'racme')).body['abilities']).toMatchObject({
      manageRetention: true,
      manageRobots: false,
      manageMembers: false,
    });
    expect((await project(ofAcme.secret, 'rbeta')).status).toBe(404);
    expect((await project(plain.secret, 'racme')).status).toBe(404);
    expect((await project(system.secret, 'rbeta')).status).toBe(200);
    expect((await call(listUsers, { headers: bearer(system.secret) })).status).toBe(200);
    expect((await call(listUsers, { headers: bearer(ofAcme.secret) })).status).toBe(403);
    const set = await call(setMember, {
      method: 'PUT',
      headers: bearer(ofAcme.secret),
      params: { project: 'racme', name: 'rother' },
      body: { role: 'owner' },
    });
    expect(set.status).toBe(403);
  });

  it('that end soon are told of on the home of who manages them', async () => {
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString();
    await makeRobot('rowner', 'racme', { name: 'ending', grants: [], expiresAt: soon });
    await makeRobot('rroot', null, { name: 'ending', grants: [], expiresAt: soon });
    const late = new Date(Date.now() + 60 * 86_400_000).toISOString();
    await makeRobot('rowner', 'racme', { name: 'lasting', grants: [], expiresAt: late });
    const told = async (as: Person) => {
      const { body } = await call(getAttention, { as });
      const items = body['items'] as { id: string; action: { href: string } | null }[];
      return items.filter((item) => item.id.startsWith('robot-')).map((item) => [item.id, item.action?.href]);
    };
    const ofProject = ['robot-racme+ending', '/projects/racme/robots'];
    expect(await told(owner)).toEqual([ofProject]);
    expect(await told(root)).toEqual(
      expect.arrayContaining([ofProject, ['robot-system+ending', '/admin/robots']]),
    );
    expect(await told(maintainer)).toEqual([]);
    expect(await told(stranger)).toEqual([]);
  });
});

describe('a trust', () => {
  const create = (body: object) =>
    call(projectTrusts.POST, {
      method: 'POST',
      as: owner,
      params: { project: 'racme', robot: 'trusting' },
      body,
    });

  beforeAll(async () => {
    await makeRobot('rowner', 'racme', { name: 'trusting', grants: [] });
  });

  it.each<[string, object, string]>([
    ['no claim', { claims: {} }, 'claims'],
    ['only wildcards', { claims: { sub: '**', repository: '*/*' } }, 'claims'],
    ['an empty value', { claims: { sub: '' } }, 'claims.sub'],
    [
      'too many claims',
      { claims: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`c${n}`, 'x'])) },
      'claims',
    ],
    ['no address', { issuer: 'ci' }, 'issuer'],
    ['another scheme', { issuer: 'file:///etc/passwd' }, 'issuer'],
    ['no TLS', { issuer: 'http://ci.example.com' }, 'issuer'],
    ['a query', { issuer: 'https://ci.example.com/?a=b' }, 'issuer'],
    ['a user name', { issuer: 'https://a:b@ci.example.com' }, 'issuer'],
    ['no audience', { audience: '' }, 'audience'],
  ])('is refused with %s', async (_, body, field) => {
    const answer = await create({ ...TRUST, ...body });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['fields'] as object)).toContain(field);
  });

  it('is made and taken back', async () => {
    const made = await create(TRUST);
    expect([made.status, made.body]).toEqual([201, expect.objectContaining(TRUST)]);
    const params = { project: 'racme', robot: 'trusting', id: String(made.body['id']) };
    expect((await call(projectTrust.DELETE, { method: 'DELETE', as: owner, params })).status).toBe(204);
    expect((await call(projectTrust.DELETE, { method: 'DELETE', as: owner, params })).status).toBe(404);
  });
});
