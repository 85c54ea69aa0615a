import { beforeAll, describe, expect, it } from 'vitest';
import { authenticatePassword } from '#lib/auth/authenticate.ts';
import { isPredictable } from '#lib/auth/password-rules.ts';
import { query } from '#lib/db/pool.ts';
import { GET as getMe } from '../../app/api/v1/me/route.ts';
import { POST as useReset } from '../../app/api/v1/password-resets/route.ts';
import { POST as checkReset } from '../../app/api/v1/password-resets:check/route.ts';
import { DELETE as deleteProject } from '../../app/api/v1/projects/[project]/route.ts';
import {
  GET as getSettings,
  PATCH as patchSettings,
} from '../../app/api/v1/system/sign-in-settings/route.ts';
import { POST as makeReset } from '../../app/api/v1/users/[name]/password-reset/route.ts';
import { DELETE as deleteUser, PATCH as patchUser } from '../../app/api/v1/users/[name]/route.ts';
import { DELETE as endSessions, GET as listSessions } from '../../app/api/v1/users/[name]/sessions/route.ts';
import { POST as postUser } from '../../app/api/v1/users/route.ts';
import { createPersonalProject } from '#lib/db/personal-project.ts';
import { call, makePerson, ORIGIN, signInBrowser, type Person } from '../../e2e/support/people.ts';
import { SYSTEM_ACTOR } from './actor.ts';
import { createProject } from './create-project.ts';
import { setMember } from './set-member.ts';

let root: Person;
let ann: Person;

beforeAll(async () => {
  root = await makePerson('root', { admin: true });
  ann = await makePerson('ann');
});

describe('signing somebody out', () => {
  it('ends all their sessions, and what docker was given', async () => {
    const bob = await makePerson('bob');
    const jars = [(await signInBrowser(bob)).jar, (await signInBrowser(bob)).jar];
    const params = { name: 'bob' };
    const { body } = await call(listSessions, { params, as: root });
    expect(body.items).toMatchObject([{ address: '192.0.2.2' }, { address: '192.0.2.2' }]);
    expect((await call(endSessions, { method: 'DELETE', params, as: ann })).status).toBe(403);
    expect((await call(listSessions, { params, as: ann })).status).toBe(403);
    expect((await call(endSessions, { method: 'DELETE', params, as: root })).status).toBe(204);
    for (const jar of jars) expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
    expect(await authenticatePassword('bob', bob.password)).toMatchObject({ stamp: 1 });
    expect((await call(listSessions, { params, as: root })).body.items).toEqual([]);
    const absent = { params: { name: 'nobody' }, as: root };
    expect((await call(endSessions, { method: 'DELETE', ...absent })).status).toBe(404);
    expect((await call(listSessions, absent)).status).toBe(404);
  });
});

describe('deleting a user', () => {
  const remove = (name: string, as = root) => call(deleteUser, { method: 'DELETE', params: { name }, as });

  it('is for administrators, never for oneself', async () => {
    expect((await remove('root', ann)).status).toBe(403);
    expect((await remove('root')).status).toBe(409);
    expect((await remove('nobody')).status).toBe(404);
  });

  it('says what of theirs has to go to others first', async () => {
    const carl = await makePerson('carl');
    await createPersonalProject(carl.principal.id, 'carl');
    for (const name of ['alone', 'shared']) {
      await createProject(carl.principal, { name, visibility: 'private', description: '' }, SYSTEM_ACTOR);
    }
    await setMember(carl.principal, { project: 'shared', username: 'ann', role: 'owner' }, SYSTEM_ACTOR);
    expect(await remove('carl')).toMatchObject({
      status: 409,
      body: {
        detail:
          'carl has the personal project carl: delete it first. carl is the only owner of alone: make someone else an owner first.',
        facts: { personal: ['carl'], onlyOwnerOf: ['alone'] },
      },
    });
    await setMember(root.principal, { project: 'alone', username: 'ann', role: 'owner' }, SYSTEM_ACTOR);
    const gone = await call(deleteProject, { method: 'DELETE', params: { project: 'carl' }, as: root });
    expect(gone.status).toBe(204);
    expect((await remove('carl')).status).toBe(204);
    const members = await query(
      `SELECT u.name FROM membership m JOIN "user" u ON u.id = m.user_id JOIN project p ON p.id = m.project_id
        WHERE p.name = 'shared'`,
    );
    expect(members).toEqual([{ name: 'ann' }]);
  });

  it('ends their sessions, and keeps the name from others', async () => {
    const dora = await makePerson('dora');
    const { jar } = await signInBrowser(dora);
    expect((await remove('dora')).status).toBe(204);
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
    expect((await call(getMe, { as: dora })).status).toBe(401);
    const body = { username: 'dora', password: 'correct horse' };
    expect((await call(postUser, { method: 'POST', as: root, body })).status).toBe(409);
    expect((await remove('dora')).status).toBe(404);
  });

  it('leaves an administrator, also when two delete each other', async () => {
    const other = await makePerson('other', { admin: true });
    const answers = await Promise.all([remove('other'), remove('root', other)]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const left = await query<{ name: string }>(`SELECT name FROM "user" WHERE admin`);
    expect(left).toHaveLength(1);
    root = left[0]!.name === 'other' ? other : root;
  });
});

describe('a link for a new password', () => {
  const make = async (name: string, as = root) =>
    await call(makeReset, { method: 'POST', params: { name }, as });
  const tokenOf = (body: Record<string, unknown>) => new URL(String(body.url)).hash.slice(1);
  const use = (token: string, password = 'battery staple') =>
    call(useReset, { method: 'POST', body: { token, password } });

  it('is made by administrators, for others', async () => {
    expect((await make(root.name, ann)).status).toBe(403);
    expect((await make(root.name)).status).toBe(409);
    expect((await make('nobody')).status).toBe(404);
    const { status, body } = await make('ann');
    expect([status, body.url]).toEqual([
      201,
      expect.stringMatching(new RegExp(`^${ORIGIN}/reset#[\\w-]{43}$`)),
    ]);
    const hours = (Date.parse(String(body.expiresAt)) - Date.now()) / 3_600_000;
    expect(Math.round(hours)).toBe(24);
    expect(JSON.stringify(await query(`SELECT * FROM password_reset`))).not.toContain(tokenOf(body));
  });

  it('sets the password once, and signs out everywhere', async () => {
    const eve = await makePerson('eve');
    const { jar } = await signInBrowser(eve);
    const token = tokenOf((await make('eve')).body);
    expect((await call(checkReset, { method: 'POST', body: { token } })).body).toMatchObject({
      username: 'eve',
    });
    expect((await use(token, 'eve12345')).body).toMatchObject({
      fields: { password: expect.any(String) as unknown },
    });
    expect((await use(token)).status).toBe(204);
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
    expect(await authenticatePassword('eve', eve.password)).toBeNull();
    expect(await authenticatePassword('eve', 'battery staple')).not.toBeNull();
    const again = await use(token);
    const unknown = await use('x'.repeat(43));
    expect([again.status, unknown.status]).toEqual([404, 404]);
    expect({ ...again.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    expect((await call(checkReset, { method: 'POST', body: { token } })).status).toBe(404);
  });

  it('is used by one of several at once', async () => {
    await makePerson('fay');
    const token = tokenOf((await make('fay')).body);
    const answers = await Promise.all(['battery staple', 'correct horse'].map((text) => use(token, text)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404]);
  });

  it('ends with a day, a newer one, a new password by other means, and while the user is disabled', async () => {
    await makePerson('gus');
    const old = tokenOf((await make('gus')).body);
    const late = tokenOf((await make('gus')).body);
    expect((await use(old)).status).toBe(404);
    await query(`UPDATE password_reset SET expires_at = now()`);
    expect((await use(late)).status).toBe(404);
    const off = tokenOf((await make('gus')).body);
    const change = (body: object) =>
      call(patchUser, { method: 'PATCH', params: { name: 'gus' }, as: root, body });
    await change({ disabled: true });
    expect((await use(off)).status).toBe(404);
    expect((await make('gus')).status).toBe(409);
    await change({ disabled: false });
    expect((await use(off)).status).toBe(204);
  });
});

describe('passwords', () => {
  const create = (username: string, password: string) =>
    call(postUser, { method: 'POST', as: root, body: { username, password } });

  it.each([
    ['p-common', 'Password1'],
    ['p-name-itself', 'p-name-itself'],
    ['p-named', 'P-Named2026!'],
    ['p-service', 'lighter123'],
    ['p-same', 'aaaaaaaaaa'],
    ['p-pattern', 'abcabcabcabc'],
    ['p-run', 'abcdefghij'],
    ['p-down', '98765432'],
    ['p-short', 'ab 12 x'],
    ['p-wide', '１２３４５６７８'],
    ['p-emoji', '😀😀😁😀'],
  ])('of %s can not be %s', async (name, password) => {
    expect(await create(name, password)).toMatchObject({
      status: 400,
      body: { fields: { password: expect.any(String) as unknown } },
    });
  });

  it.each([
    ['q-words', 'correct horse battery'],
    ['q-lower', 'onlylowercaseletters'],
    ['q-unicode', 'žluťoučký kůň'],
    ['q-emoji', '😀🚢⚓🐳🦀🐙🦑🌊'],
    ['q-long', 'as long as people like '.repeat(8)],
    ['q-spaces', '  leading and trailing  '],
  ])('of %s can be %s', async (name, password) => {
    expect((await create(name, password)).status).toBe(201);
    expect(await authenticatePassword(name, password)).not.toBeNull();
  });

  it('are the same bytes however they are typed', async () => {
    expect((await create('r-nfkc', 'ﬁne passwörd'.normalize('NFD'))).status).toBe(201);
    expect(await authenticatePassword('r-nfkc', 'fine passwörd'.normalize('NFC'))).not.toBeNull();
  });

  it('may have to be longer', async () => {
    const set = (passwordMinLength: number) =>
      call(patchSettings, { method: 'PATCH', as: root, body: { passwordMinLength } });
    expect((await set(15)).status).toBe(200);
    expect(await create('s-short', 'correct horse')).toMatchObject({
      status: 400,
      body: { fields: { password: 'A password has at least 15 characters.' } },
    });
    expect((await set(8)).status).toBe(200);
    expect((await create('s-short', 'correct horse')).status).toBe(201);
  });

  it('are predictable by what others know', () => {
    const context = { username: 'ann', email: 'ann.smith@example.com' };
    for (const password of ['ann.smith', 'example.com1', '!!ann!!', 'registry!']) {
      expect([password, isPredictable(password, context)]).toEqual([password, true]);
    }
    expect(isPredictable('annual report 7', context)).toBe(false);
  });
});

describe('the settings of signing in', () => {
  const patch = (body: object, as = root) => call(patchSettings, { method: 'PATCH', as, body });

  it('are for administrators, within bounds', async () => {
    expect((await call(getSettings, { as: ann })).status).toBe(403);
    expect((await patch({ registration: true }, ann)).status).toBe(403);
    expect((await call(getSettings, { as: root })).body).toEqual({
      registration: false,
      secondFactorRequired: false,
      sessionIdleMinutes: 720,
      sessionMaxHours: 720,
      passwordMinLength: 8,
    });
    for (const body of [
      { sessionIdleMinutes: 4 },
      { sessionIdleMinutes: 1.5 },
      { sessionIdleMinutes: 43_201 },
      { sessionMaxHours: 0 },
      { sessionMaxHours: 2161 },
      { passwordMinLength: 7 },
      { passwordMinLength: 65 },
      { registration: 'yes' },
      { sessionIdleMinutes: 120, sessionMaxHours: 1 },
      { sign: 1 },
    ]) {
      expect([body, (await patch(body)).status]).toEqual([body, 400]);
    }
  });

  it('shorten sessions that are there, and set the length of new ones', async () => {
    const hana = await makePerson('hana');
    const minutes = async () =>
      (
        await query<{ minutes: number }>(
          `SELECT round(extract(epoch FROM s.expires_at - s.last_seen_at) / 60)::int AS minutes
             FROM session s JOIN "user" u ON u.id = s.user_id WHERE u.name = 'hana' ORDER BY s.created_at`,
        )
      ).map((row) => row.minutes);
    await signInBrowser(hana);
    expect(await minutes()).toEqual([720]);
    expect((await patch({ sessionIdleMinutes: 30 })).status).toBe(200);
    await signInBrowser(hana);
    expect(await minutes()).toEqual([30, 30]);
    expect((await patch({ sessionIdleMinutes: 720 })).status).toBe(200);
    await signInBrowser(hana);
    expect(await minutes()).toEqual([30, 30, 720]);
    const events = await query(
      `SELECT detail FROM audit_event WHERE action = 'sign-in.settings-changed' ORDER BY id DESC LIMIT 1`,
    );
    expect(events).toEqual([{ detail: { sessionIdleMinutes: 720 } }]);
  });

  it('end a session that was not used for so long', async () => {
    const ivy = await makePerson('ivy');
    const { jar } = await signInBrowser(ivy);
    await query(`UPDATE session SET last_seen_at = now() - interval '20 minutes' WHERE user_id = $1`, [
      ivy.principal.id,
    ]);
    expect((await patch({ sessionIdleMinutes: 15 })).status).toBe(200);
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
    expect((await patch({ sessionIdleMinutes: 720 })).status).toBe(200);
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
  });
});
