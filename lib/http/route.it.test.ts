import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { query } from '#lib/db/pool.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { GET as getMe } from '../../app/api/v1/me/route.ts';
import { GET as listProjects } from '../../app/api/v1/projects/route.ts';
import { PATCH as patchUser } from '../../app/api/v1/users/[name]/route.ts';
import { GET as listUsers, POST as postUser } from '../../app/api/v1/users/route.ts';
import { call, makePerson, ORIGIN, signInBrowser, type Person } from '../../e2e/support/people.ts';
import { route } from './route.ts';

/** Typed, since vitest's own matchers are `any`. */
const SOME_TEXT: unknown = expect.any(String);
const SOMETHING: unknown = expect.anything();
let ann: Person;
let root: Person;
let cookie: string;

beforeAll(async () => {
  ann = await makePerson('ann');
  root = await makePerson('root', { admin: true });
  cookie = (await signInBrowser(root)).jar.toString();
});

const newUser = (username: string) => ({ username, password: 'correct horse' });
const exists = async (name: string) =>
  (await query(`SELECT 1 FROM "user" WHERE name = $1`, [name])).length > 0;

describe('who asks', () => {
  it('needs a name and password, or a session', async () => {
    const none = await call(getMe);
    expect([none.status, none.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
    // A Basic challenge would make browsers keep a password and send it along with requests of other sites.
    expect(none.headers.get('www-authenticate')).not.toMatch(/basic/i);
    expect((await call(getMe, { as: ann })).body).toEqual({
      username: 'ann',
      email: null,
      admin: false,
      canCreateProjects: true,
    });
    expect((await call(getMe, { cookie })).body).toMatchObject({ username: 'root', admin: true });
  });

  it.each(['Basic', 'Basic !!', 'Basic bm9jb2xvbg==', 'Basic OnB3', 'Bearer abc', 'Negotiate'])(
    'is not told by Authorization: %s',
    async (authorization) => {
      expect((await call(getMe, { headers: { authorization } })).status).toBe(401);
      expect((await call(listProjects, { headers: { authorization } })).status).toBe(401);
    },
  );

  it('may have colons in the password, and letters beyond ASCII', async () => {
    const body = { username: 'colon', password: 'a:b:c:ü:€' };
    expect((await call(postUser, { method: 'POST', as: root, body })).status).toBe(201);
    const as = { ...root, name: 'colon', password: body.password };
    expect((await call(getMe, { as })).body).toMatchObject({ username: 'colon' });
  });

  it('takes the password where a cookie comes too', async () => {
    expect((await call(getMe, { as: ann, cookie })).body).toMatchObject({ username: 'ann' });
  });
});

describe('a write with a session', () => {
  it.each([
    [ORIGIN, 201],
    [null, 403],
    ['null', 403],
    ['https://evil.example', 403],
    [`${ORIGIN}.evil.example`, 403],
    [`${ORIGIN}:8081`, 403],
  ])('from a page of %s is answered %i', async (origin, status) => {
    const body = newUser(`csrf-${status}`);
    expect((await call(postUser, { method: 'POST', cookie, body, headers: { origin } })).status).toBe(status);
    expect(await exists('csrf-403')).toBe(false);
  });

  it('is refused from elsewhere with a remembered password, too', async () => {
    const headers = { origin: 'https://evil.example' };
    expect(
      (await call(postUser, { method: 'POST', as: root, body: newUser('csrf-basic'), headers })).status,
    ).toBe(403);
    expect(await exists('csrf-basic')).toBe(false);
  });

  it('may be read without an Origin', async () => {
    expect((await call(listUsers, { cookie, headers: { origin: null } })).status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', null])(
    'is refused as %s, which forms can send',
    async (type) => {
      const headers = { 'content-type': type };
      const answer = await call(postUser, { method: 'POST', cookie, body: newUser('form-made'), headers });
      expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
    },
  );
});

describe('what is sent', () => {
  it.each([
    [{ ...newUser('mass'), id: 1 }, 'id'],
    [{ ...newUser('mass'), role: 'admin' }, 'role'],
    [{ ...newUser('mass'), has_admin_role: true }, 'has_admin_role'],
    [{ ...newUser('mass'), stamp: 5, passwordHash: 'x' }, 'stamp'],
    [{ ...newUser('mass'), admin: 'true' }, 'admin'],
    [{ username: 'mass' }, 'password'],
    [{ ...newUser('mass'), password: 'short' }, 'password'],
    [newUser('Mass'), 'username'],
    [newUser('../mass'), 'username'],
    [newUser('mass\0'), 'username'],
    [{ ...newUser('mass'), email: 'nowhere' }, 'email'],
  ])('is refused as %j, naming %s', async (body, field) => {
    const answer = await call(postUser, { method: 'POST', as: root, body });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID', fields: { [field]: SOME_TEXT } },
    });
    expect(await exists('mass')).toBe(false);
  });

  it('is refused where a change has a field that it must not', async () => {
    for (const field of ['username', 'stamp', 'password', 'passwordHash', 'createdAt']) {
      const answer = await call(patchUser, {
        method: 'PATCH',
        as: root,
        params: { name: 'ann' },
        body: { [field]: 'x' },
      });
      expect(answer).toMatchObject({ status: 400, body: { fields: { [field]: 'There is no such field.' } } });
    }
  });

  it('is refused as broken JSON, as something else than an object, and when it is too long', async () => {
    const post = (body: unknown) => call(postUser, { method: 'POST', as: root, body });
    expect((await post('{"username":')).body).toMatchObject({ detail: 'The body is not valid JSON.' });
    for (const body of ['[]', 'null', '"text"', '7']) expect((await post(body)).status).toBe(400);
    expect((await post(`{"username":"${'x'.repeat(600_000)}"}`)).status).toBe(413);
    expect(
      (await post('{"__proto__":{"admin":true},"username":"proto","password":"correct horse"}')).status,
    ).toBe(400);
  });

  it('is refused with a query that is misspelt, given twice, or out of bounds', async () => {
    for (const path of [
      '?srot=name',
      '?q=a&q=b',
      '?limit=0',
      '?limit=201',
      '?limit=ten',
      '?sort=stamp',
      '?sort=name;drop',
      '?__proto__=1',
    ]) {
      const answer = await call(listUsers, { as: root, path: `/api/v1/users${path}` });
      expect([path, answer.status]).toEqual([path, 400]);
    }
  });

  it.each(['x', 'e30', 'W10.AAAAAAAA', '%00', 'bnVsbA', "';--"])(
    'is refused with the cursor %s',
    async (cursor) => {
      const answer = await call(listUsers, {
        as: root,
        path: `/api/v1/users?cursor=${encodeURIComponent(cursor)}`,
      });
      expect(answer).toMatchObject({
        status: 400,
        body: { detail: expect.stringContaining('cursor') as unknown },
      });
    },
  );

  it('is refused with the cursor of another order', async () => {
    const first = await call(listUsers, { as: root, path: '/api/v1/users?limit=1' });
    const next = encodeURIComponent(String(first.body.nextCursor));
    expect((await call(listUsers, { as: root, path: `/api/v1/users?limit=1&cursor=${next}` })).status).toBe(
      200,
    );
    expect(
      (await call(listUsers, { as: root, path: `/api/v1/users?limit=1&sort=-username&cursor=${next}` }))
        .status,
    ).toBe(400);
  });
});

describe('what leaves', () => {
  it('has only the fields that the answer lists', async () => {
    const { body } = await call(listUsers, { as: root, path: '/api/v1/users?q=ann' });
    expect(body.items).toEqual([
      {
        username: 'ann',
        email: null,
        admin: false,
        disabled: false,
        secondFactor: false,
        createdAt: SOME_TEXT,
        lastActiveAt: SOMETHING,
      },
    ]);
    const leaky = route({
      summary: 'Leaks',
      auth: 'none',
      response: z.object({ name: z.string() }),
      handler: async () => ({ name: 'ann', passwordHash: '$argon2id$…' }),
    });
    expect((await call(leaky)).body).toEqual({ name: 'ann' });
  });

  it('tells nothing of what broke, but an id', async () => {
    const broken = route({
      summary: 'Breaks',
      auth: 'none',
      response: null,
      handler: async () => {
        throw new Error('password authentication failed for user "lighter"');
      },
    });
    const answer = await call(broken, { headers: { 'x-request-id': 'req-7' } });
    expect(answer).toMatchObject({
      status: 500,
      body: { code: 'INTERNAL', requestId: 'req-7', title: 'Internal Server Error' },
    });
    expect(JSON.stringify(answer.body)).not.toContain('lighter"');
    expect(answer.headers.get('x-request-id')).toBe('req-7');
    expect((await call(broken, { headers: { 'x-request-id': 'a b' } })).body.requestId).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });

  it('says when to come back, and what a program can act on', async () => {
    const busy = route({
      summary: 'Busy',
      auth: 'none',
      response: null,
      handler: async () => {
        throw new AppError('TOOMANYREQUESTS', 'Later.', { retryAfter: 1.2, detail: { left: 0 } });
      },
    });
    const answer = await call(busy);
    expect([answer.status, answer.headers.get('retry-after'), answer.body.facts]).toEqual([
      429,
      '2',
      { left: 0 },
    ]);
  });

  it('is kept by no cache', async () => {
    expect((await call(getMe, { as: ann })).headers.get('cache-control')).toBe('no-store');
  });
});
