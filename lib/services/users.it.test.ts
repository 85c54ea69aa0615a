import { beforeAll, describe, expect, it } from 'vitest';
import { authenticatePassword } from '#lib/auth/authenticate.ts';
import { query } from '#lib/db/pool.ts';
import { ANONYMOUS, type Principal } from '#lib/policies/can.ts';
import { GET as getMe } from '../../app/api/v1/me/route.ts';
import { makePerson, call, principalOf, signInBrowser, type Person } from '../../e2e/support/people.ts';
import { SYSTEM_ACTOR as ACTOR } from './actor.ts';
import { changePassword } from './change-password.ts';
import { createProject } from './create-project.ts';
import { createUser } from './create-user.ts';
import { getUser } from './get-user.ts';
import { listUsers } from './list-users.ts';
import { endMyOtherSessions, endMySession, listMySessions } from './my-sessions.ts';
import { setUserPassword } from './reset-password.ts';
import { suggestUsers } from './suggest-users.ts';
import { updateUser } from './update-user.ts';

/** Typed, since vitest's own matchers are `any`. */
const SOME_TEXT: unknown = expect.any(String);
let root: Person;
let ann: Person;

beforeAll(async () => {
  root = await makePerson('root', { admin: true });
  ann = await makePerson('ann');
});

const create = (username: string, more: { email?: string; admin?: boolean } = {}) =>
  createUser(root.principal, { username, password: 'correct horse', admin: false, ...more }, ACTOR);

describe('administering users', () => {
  it('is for administrators', async () => {
    const all = [
      (who: Principal) => listUsers(who, { limit: 10, sort: 'username' }),
      (who: Principal) => getUser(who, 'ann'),
      (who: Principal) => createUser(who, { username: 'x', password: 'correct horse', admin: true }, ACTOR),
      (who: Principal) => updateUser(who, 'ann', { admin: true }, ACTOR),
      (who: Principal) => setUserPassword(who, 'root', 'correct horse', ACTOR),
    ];
    for (const attempt of all) {
      await expect(attempt(ann.principal)).rejects.toMatchObject({
        code: 'DENIED',
        detail: { needs: 'system administrator' },
      });
      await expect(attempt(ANONYMOUS)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    }
  });

  it('creates accounts that can sign in, and audits it', async () => {
    expect(await create('bob', { email: 'bob@example.com' })).toMatchObject({
      username: 'bob',
      email: 'bob@example.com',
      admin: false,
    });
    expect(await authenticatePassword('bob', 'correct horse')).toMatchObject({ name: 'bob', admin: false });
    const events = await query(`SELECT action, detail FROM audit_event WHERE target = 'bob'`);
    expect(events).toEqual([{ action: 'user.created', detail: { admin: false } }]);
  });

  it('refuses a taken address, whatever its case', async () => {
    await create('carl', { email: 'carl@example.com' });
    const taken = { code: 'CONFLICT', detail: { fields: { email: 'Another account has this address.' } } };
    await expect(create('carla', { email: 'Carl@Example.com' })).rejects.toMatchObject(taken);
    await create('carla', { email: 'carla@example.com' });
    await expect(
      updateUser(root.principal, 'carla', { email: 'carl@example.com' }, ACTOR),
    ).rejects.toMatchObject(taken);
    expect(await updateUser(root.principal, 'carla', { email: null }, ACTOR)).toMatchObject({ email: null });
  });

  it.each(['ann', 'library', 'system', 'acme'])('refuses the taken or reserved name %s', async (name) => {
    if (name === 'acme')
      await createProject(ann.principal, { name, visibility: 'private', description: '' }, ACTOR);
    await expect(create(name)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('gives one name to one of two who ask at the same time', async () => {
    const both = await Promise.allSettled([
      create('twin'),
      createProject(ann.principal, { name: 'twin', visibility: 'private', description: '' }, ACTOR),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('ends sessions and passwords of who is disabled, at once, until enabled again', async () => {
    await create('dora');
    const person = { name: 'dora', password: 'correct horse' };
    const cookie = (await signInBrowser(person)).jar.toString();
    expect((await call(getMe, { cookie })).status).toBe(200);
    expect(await updateUser(root.principal, 'dora', { disabled: true }, ACTOR)).toMatchObject({
      disabled: true,
    });
    expect((await call(getMe, { cookie })).status).toBe(401);
    expect(await authenticatePassword('dora', 'correct horse')).toBeNull();
    await updateUser(root.principal, 'dora', { disabled: false }, ACTOR);
    expect((await call(getMe, { cookie })).status).toBe(401);
    expect(await principalOf('dora')).toMatchObject({ stamp: 2 });
  });

  it('leaves the stamp alone when only the address changes, or nothing', async () => {
    await create('eve');
    await updateUser(root.principal, 'eve', { email: 'eve@example.com' }, ACTOR);
    await updateUser(root.principal, 'eve', { admin: false, disabled: false }, ACTOR);
    expect(await principalOf('eve')).toMatchObject({ stamp: 0 });
    expect(
      await query(`SELECT detail FROM audit_event WHERE target = 'eve' AND action = 'user.updated'`),
    ).toEqual([{ detail: { email: 'changed' } }]);
  });

  it('sets a password, which ends what was given out before', async () => {
    await create('finn');
    await setUserPassword(root.principal, 'finn', 'battery staple', ACTOR);
    expect(await authenticatePassword('finn', 'correct horse')).toBeNull();
    expect(await authenticatePassword('finn', 'battery staple')).toMatchObject({ stamp: 1 });
  });

  it('does not find who is not there', async () => {
    await expect(getUser(root.principal, 'nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(updateUser(root.principal, 'nobody', {}, ACTOR)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(setUserPassword(root.principal, 'nobody', 'correct horse', ACTOR)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('the last administrator', () => {
  it('can neither be demoted nor disabled', async () => {
    for (const change of [{ admin: false }, { disabled: true }, { admin: false, disabled: true }]) {
      await expect(updateUser(root.principal, 'root', change, ACTOR)).rejects.toMatchObject({
        code: 'CONFLICT',
      });
    }
    expect(await updateUser(root.principal, 'root', { email: 'root@example.com' }, ACTOR)).toMatchObject({
      admin: true,
    });
  });

  it('stays, when two demote each other at the same time', async () => {
    for (let round = 0; round < 5; round++) {
      await create(`twin-admin-${round}`, { admin: true });
      const results = await Promise.allSettled([
        updateUser(root.principal, `twin-admin-${round}`, { admin: false }, ACTOR),
        updateUser(root.principal, 'root', { disabled: true }, ACTOR),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await query(`UPDATE "user" SET disabled_at = NULL WHERE name = 'root'`);
      await query(`UPDATE "user" SET admin = (name = 'root')`);
    }
  });
});

describe('lists of users', () => {
  it('page through everyone in any order, each once', async () => {
    for (const sort of [
      'username',
      '-username',
      'createdAt',
      '-createdAt',
      'lastActiveAt',
      '-lastActiveAt',
    ] as const) {
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listUsers(root.principal, { limit: 3, sort, cursor });
        names.push(...page.items.map(({ username }) => username));
        cursor = page.nextCursor ?? undefined;
        expect(page.total).toBe((await query(`SELECT 1 FROM "user"`)).length);
      } while (cursor);
      const all = await query<{ name: string }>(`SELECT name FROM "user" ORDER BY name`);
      expect([...names].sort()).toEqual(all.map(({ name }) => name));
    }
  });

  it('find in names and addresses, and take wildcards as they are', async () => {
    const found = async (q: string) =>
      (await listUsers(root.principal, { limit: 50, sort: 'username', q })).items.map((u) => u.username);
    expect(await found('CARL@EXAMPLE')).toEqual(['carl']);
    expect(await found('twin-admin-1')).toEqual(['twin-admin-1']);
    expect(await found('%')).toEqual([]);
    expect(await found('_')).toEqual([]);
    expect(await found('\\')).toEqual([]);
  });

  it('suggest names that can sign in, what begins with the text first', async () => {
    await updateUser(root.principal, 'carla', { disabled: true }, ACTOR);
    await create('oscar');
    expect(await suggestUsers(root.principal, 'car')).toEqual({
      items: [{ username: 'carl' }, { username: 'oscar' }],
    });
    expect(await suggestUsers(root.principal, '%')).toEqual({ items: [] });
  });
});

describe('one’s own account', () => {
  it('changes its password, keeps this session and ends the others', async () => {
    await create('gus');
    const person = { name: 'gus', password: 'correct horse' };
    const here = (await signInBrowser(person)).jar.toString();
    const there = (await signInBrowser(person)).jar.toString();
    const me = await principalOf('gus');
    const sessions = await query<{ id: string }>(
      `SELECT id FROM session WHERE user_id = $1 ORDER BY created_at`,
      [me.id],
    );
    const context = { actor: ACTOR, sessionId: sessions[0]!.id };
    const wrong = changePassword(me, { current: 'wrong', password: 'battery staple' }, context);
    await expect(wrong).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      detail: { fields: { current: SOME_TEXT } },
    });
    await changePassword(me, { current: 'correct horse', password: 'battery staple' }, context);
    expect((await call(getMe, { cookie: here })).status).toBe(200);
    expect((await call(getMe, { cookie: there })).status).toBe(401);
    expect(await authenticatePassword('gus', 'correct horse')).toBeNull();
  });

  it('lists and ends its sessions, and never another’s', async () => {
    await create('hana');
    const cookies: string[] = [];
    for (let index = 0; index < 3; index++) {
      cookies.push((await signInBrowser({ name: 'hana', password: 'correct horse' })).jar.toString());
    }
    const hana = await principalOf('hana');
    const { items } = await listMySessions(hana, null);
    expect(items).toHaveLength(3);
    expect(items[0]).toMatchObject({ address: '192.0.2.2', current: false });
    await expect(endMySession(ann.principal, items[0]!.id, ACTOR)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await endMySession(hana, items[0]!.id, ACTOR);
    expect((await listMySessions(hana, items[1]!.id)).items.map(({ current }) => current).sort()).toEqual([
      false,
      true,
    ]);
    await endMyOtherSessions(hana, items[1]!.id, ACTOR);
    expect((await listMySessions(hana, null)).items.map(({ id }) => id)).toEqual([items[1]!.id]);
    const answers = await Promise.all(cookies.map((cookie) => call(getMe, { cookie })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });
});
