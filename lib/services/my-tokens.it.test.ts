import { beforeAll, describe, expect, it } from 'vitest';
import { call, makePerson, principalOf, signInBrowser, type Person } from '../../e2e/support/people.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { makeRobot, makeToken } from '../../e2e/support/secrets.ts';
import { query } from '#lib/db/pool.ts';
import { MAX_TOKENS } from '#lib/schemas/tokens.ts';
import { GET as getMe } from '../../app/api/v1/me/route.ts';
import { POST as changePassword } from '../../app/api/v1/me/password/route.ts';
import { DELETE as endSessions, GET as listSessions } from '../../app/api/v1/me/sessions/route.ts';
import { DELETE as revoke, PATCH as update } from '../../app/api/v1/me/tokens/[id]/route.ts';
import { GET as list, POST as create } from '../../app/api/v1/me/tokens/route.ts';
import { GET as listProjects, POST as createProject } from '../../app/api/v1/projects/route.ts';
import { GET as listUserTokens } from '../../app/api/v1/users/[name]/tokens/route.ts';
import { DELETE as revokeUserToken } from '../../app/api/v1/users/[name]/tokens/[id]/route.ts';
import { PUT as setMember } from '../../app/api/v1/projects/[project]/members/user/[name]/route.ts';

let root: Person;
let mia: Person;
let max: Person;

beforeAll(async () => {
  root = await makePerson('mroot', { admin: true });
  mia = await makePerson('mia');
  max = await makePerson('max');
  await makeProjectWith('macme', 'private', [[mia.principal, 'owner']]);
  await makeProjectWith('mother', 'private', [[max.principal, 'owner']]);
  await makeProjectWith('mopen', 'public');
});

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const id = (value: unknown) => ({ id: String(value) });
const all = ['read', 'write', 'delete', 'admin'] as const;

describe('one’s own access tokens', () => {
  it('are made with a secret that is told once, listed, changed and revoked', async () => {
    const made = await call(create, {
      method: 'POST',
      as: mia,
      body: { name: ' laptop ', scopes: ['write', 'read', 'write'], projects: ['macme', 'mopen', 'macme'] },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: 'laptop',
      scopes: ['read', 'write'],
      projects: ['macme', 'mopen'],
      expiresAt: null,
      expired: false,
      lastUsedAt: null,
    });
    const secret = String(made.body['secret']);
    expect(secret).toMatch(/^ltp_[0-9A-Za-z]{36}$/);
    expect(made.body['hint']).toBe(secret.slice(0, 8));

    const listed = await call(list, { as: mia });
    expect(JSON.stringify(listed.body)).not.toContain(secret.slice(8));
    expect(listed.body['items']).toMatchObject([{ name: 'laptop' }]);
    const stored = await query(`SELECT * FROM api_token WHERE name = 'laptop'`);
    expect(JSON.stringify(stored)).not.toContain(secret.slice(8));

    const changed = await call(update, {
      method: 'PATCH',
      as: mia,
      params: id(made.body['id']),
      body: { name: 'desk', scopes: ['read'], projects: null, expiresAt: '2030-01-01T00:00:00Z' },
    });
    expect(changed.body).toMatchObject({ name: 'desk', scopes: ['read'], projects: null });
    expect(changed.body).not.toHaveProperty('secret');
    expect((await call(getMe, { headers: bearer(secret) })).status).toBe(200);

    expect((await call(revoke, { method: 'DELETE', as: mia, params: id(made.body['id']) })).status).toBe(204);
    expect((await call(getMe, { headers: bearer(secret) })).status).toBe(401);
    expect((await call(revoke, { method: 'DELETE', as: mia, params: id(made.body['id']) })).status).toBe(404);
    const events = await query<{ action: string; detail: object }>(
      `SELECT action, detail FROM audit_event WHERE target = 'mia' AND action LIKE 'token.%' ORDER BY id`,
    );
    expect(events.map(({ action }) => action)).toEqual(['token.created', 'token.updated', 'token.revoked']);
    expect(JSON.stringify(events)).not.toContain(secret.slice(8));
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no name', { name: '  ' }, 'name'],
    ['a long name', { name: 'x'.repeat(65) }, 'name'],
    ['a name of two lines', { name: 'a\nb' }, 'name'],
    ['no scope', { scopes: [] }, 'scopes'],
    ['an unknown scope', { scopes: ['root'] }, 'scopes.0'],
    ['no project', { projects: [] }, 'projects'],
    ['somebody else’s project', { projects: ['mother'] }, 'projects'],
    ['a project that is not there', { projects: ['nowhere'] }, 'projects'],
    ['what is no project', { projects: ['../etc'] }, 'projects.0'],
    ['an end that is over', { expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    ['an end too far off', { expiresAt: '2999-01-01T00:00:00Z' }, 'expiresAt'],
    ['another’s id', { userId: 1 }, 'userId'],
    ['a hash', { hash: 'x' }, 'hash'],
  ])('are refused with %s', async (_, body, field) => {
    const answer = await call(create, {
      method: 'POST',
      as: mia,
      body: { name: 'wrong', scopes: ['read'], ...body },
    });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body['fields'] as object)).toContain(field);
  });

  it('have names of their own, and are not too many', async () => {
    await makeToken('max', { scopes: ['read'], name: 'same' });
    const again = await call(create, { method: 'POST', as: max, body: { name: 'same', scopes: ['read'] } });
    expect(again.status).toBe(409);
    await query(
      `INSERT INTO api_token (user_id, name, hash, hint, scopes)
       SELECT $1, 'many ' || n, sha256(('many ' || n)::bytea), 'ltp_', '{read}' FROM generate_series(2, $2::int) n`,
      [max.principal.id, MAX_TOKENS],
    );
    const more = await call(create, { method: 'POST', as: max, body: { name: 'more', scopes: ['read'] } });
    expect([more.status, more.body['detail']]).toEqual([409, expect.stringContaining('100 access tokens')]);
    await query(`DELETE FROM api_token WHERE user_id = $1`, [max.principal.id]);
  });

  it('are nobody else’s business', async () => {
    const token = await makeToken('mia', { scopes: ['read'] });
    for (const method of ['PATCH', 'DELETE'] as const) {
      const handler = method === 'PATCH' ? update : revoke;
      const body = method === 'PATCH' ? { name: 'mine' } : undefined;
      expect((await call(handler, { method, as: max, params: id(token.id), body })).status).toBe(404);
      expect((await call(handler, { method, params: id(token.id), body })).status).toBe(401);
    }
    const theirs = { params: { name: 'mia' } };
    expect((await call(listUserTokens, { as: max, ...theirs })).status).toBe(403);
    expect((await call(listUserTokens, { as: root, ...theirs })).body['items']).toMatchObject([
      { name: token.name },
    ]);
    const one = { name: 'mia', id: String(token.id) };
    expect((await call(revokeUserToken, { method: 'DELETE', as: max, params: one })).status).toBe(403);
    const wrongUser = { name: 'max', id: String(token.id) };
    expect((await call(revokeUserToken, { method: 'DELETE', as: root, params: wrongUser })).status).toBe(404);
    expect((await call(revokeUserToken, { method: 'DELETE', as: root, params: one })).status).toBe(204);
    expect((await call(getMe, { headers: bearer(token.secret) })).status).toBe(401);
  });
});

describe('with an access token', () => {
  it('one is oneself, by Bearer and by Basic with the right name', async () => {
    const { secret } = await makeToken('mia', { scopes: ['read'] });
    expect((await call(getMe, { headers: bearer(secret) })).body).toMatchObject({ username: 'mia' });
    expect((await call(getMe, { as: { ...mia, password: secret } })).body).toMatchObject({ username: 'mia' });
    expect((await call(getMe, { as: { ...max, password: secret } })).status).toBe(401);
    expect((await call(getMe, { headers: bearer(`${secret}x`) })).status).toBe(401);
    expect((await call(getMe, { headers: bearer('some.other.token') })).status).toBe(401);
  });

  it('one’s account can be looked after only with the scope admin', async () => {
    const lesser = await makeToken('mia', { scopes: ['read', 'write', 'delete'] });
    const projects = await makeToken('mia', { scopes: [...all], projects: ['macme'] });
    const admin = await makeToken('mia', { scopes: ['admin'] });
    const handlers = { list, listSessions, endSessions };
    for (const [name, handler] of Object.entries(handlers)) {
      const method = name === 'endSessions' ? 'DELETE' : 'GET';
      for (const [{ secret }, needs] of [
        [lesser, 'the scope admin'],
        [projects, 'for all projects'],
      ] as const) {
        const { status, body } = await call(handler, { method, headers: bearer(secret) });
        expect([status, body['detail']], name).toEqual([403, expect.stringContaining(needs)]);
      }
      expect((await call(handler, { method, headers: bearer(admin.secret) })).status, name).toBeLessThan(300);
    }
    const body = { current: mia.password, password: 'correct horse battery' };
    const refused = await call(changePassword, { method: 'POST', headers: bearer(lesser.secret), body });
    expect(refused.status).toBe(403);
  });

  it('no other is made or changed, whatever its scopes and its user', async () => {
    const token = await makeToken('mroot', { scopes: [...all] });
    const body = { name: 'child', scopes: ['read'] };
    const made = await call(create, { method: 'POST', headers: bearer(token.secret), body });
    expect([made.status, made.body['detail']]).toEqual([
      403,
      expect.stringContaining('a sign-in in the browser or a password'),
    ]);
    const changed = await call(update, {
      method: 'PATCH',
      headers: bearer(token.secret),
      params: id(token.id),
      body: { expiresAt: null },
    });
    expect(changed.status).toBe(403);
    const itself = await call(revoke, {
      method: 'DELETE',
      headers: bearer(token.secret),
      params: id(token.id),
    });
    expect(itself.status).toBe(204);
  });

  it('one sees and does in the API what it leaves', async () => {
    const read = await makeToken('mia', { scopes: ['read'] });
    const admin = await makeToken('mia', { scopes: ['admin'], projects: ['macme'] });
    const names = async (secret: string) => {
      const { body } = await call(listProjects, { headers: bearer(secret) });
      return (body['items'] as { name: string }[]).map(({ name }) => name).sort();
    };
    expect(await names(read.secret)).toEqual(expect.arrayContaining(['macme', 'mopen']));
    expect(await names(admin.secret)).toContain('macme');
    const set = (secret: string, project: string) =>
      call(setMember, {
        method: 'PUT',
        headers: bearer(secret),
        params: { project, name: 'max' },
        body: { role: 'guest' },
      });
    const refused = await set(read.secret, 'macme');
    expect([refused.status, refused.body['detail']]).toEqual([
      403,
      'Your access token does not include this: it needs an access token with the scope admin.',
    ]);
    expect((await set(admin.secret, 'macme')).status).toBe(200);
    const project = { name: 'mnew', visibility: 'private' };
    const created = await call(createProject, {
      method: 'POST',
      headers: bearer(admin.secret),
      body: project,
    });
    expect(created.status).toBe(403);
  });

  it('no session is opened', async () => {
    const { secret } = await makeToken('mia', { scopes: [...all] });
    const { jar } = await signInBrowser({ name: 'mia', password: secret });
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
  });

  it('a robot is no person', async () => {
    const robot = await makeRobot('mia', 'macme', { name: 'nobody', grants: [], admin: true });
    for (const handler of [getMe, list, listSessions]) {
      const { status, body } = await call(handler, { headers: bearer(robot.secret) });
      expect([status, body['detail']]).toEqual([403, 'This is for people, not for robots.']);
    }
    expect(await principalOf('mia')).toMatchObject({ name: 'mia' });
  });
});
