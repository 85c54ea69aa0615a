import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authenticatePassword } from '#lib/auth/authenticate.ts';
import { query } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { POST as postSetup } from '../../app/api/v1/system/setup/route.ts';
import { call } from '../../e2e/support/people.ts';
import { isSetupTokenValid } from './complete-setup.ts';
import { prepareInstance } from './prepare-instance.ts';

/** Typed, since vitest's own matchers are `any`. */
const SOME_TEXT: unknown = expect.any(String);
beforeEach(async () => {
  await query(`TRUNCATE "user", setting CASCADE`);
  await query(`DELETE FROM namespace WHERE NOT reserved`);
});
afterEach(() => completeEnvironment({ LIGHTER_ADMIN_PASSWORD: undefined }));

const setUp = (token: string | null, username = 'first') =>
  call(postSetup, { method: 'POST', body: { token, username, password: 'correct horse' } });
const admins = () => query<{ name: string }>(`SELECT name FROM "user" WHERE admin ORDER BY name`);

describe('the set-up link', () => {
  it('makes the first administrator, once', async () => {
    const { setupToken } = await prepareInstance();
    expect(setupToken).toMatch(/^[\w-]{43}$/);
    expect(await isSetupTokenValid(setupToken!)).toBe(true);
    const answer = await setUp(setupToken);
    expect(answer).toMatchObject({
      status: 201,
      body: { username: 'first', admin: true, canCreateProjects: true },
    });
    expect(await authenticatePassword('first', 'correct horse')).toMatchObject({ admin: true });
    expect(await isSetupTokenValid(setupToken!)).toBe(false);
    expect(await setUp(setupToken, 'second')).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect(await prepareInstance()).toEqual({ setupToken: null });
    expect(await admins()).toEqual([{ name: 'first' }]);
  });

  it('is not kept in clear, and is replaced at each start', async () => {
    const { setupToken: old } = await prepareInstance();
    expect(JSON.stringify(await query(`SELECT * FROM setting`))).not.toContain(old);
    const { setupToken } = await prepareInstance();
    expect(await setUp(old)).toMatchObject({ status: 403, body: { code: 'DENIED' } });
    expect(await setUp(setupToken)).toMatchObject({ status: 201 });
  });

  it.each(['', 'x', 'x'.repeat(43), 'x'.repeat(200), null, 7])('is not %j', async (token) => {
    await prepareInstance();
    const { status } = await call(postSetup, {
      method: 'POST',
      body: { token, username: 'first', password: 'correct horse' },
    });
    expect([400, 403]).toContain(status);
    expect(await admins()).toEqual([]);
  });

  it('lets one of several win that are used at the same time', async () => {
    const { setupToken } = await prepareInstance();
    const answers = await Promise.all([1, 2, 3, 4].map((index) => setUp(setupToken, `racer-${index}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(await admins()).toHaveLength(1);
  });

  it('is void once there is an administrator, however they came', async () => {
    const { setupToken } = await prepareInstance();
    completeEnvironment({ LIGHTER_ADMIN_PASSWORD: 'correct horse' });
    await prepareInstance();
    expect(await setUp(setupToken)).toMatchObject({ status: 409 });
    // A replica that looked for an administrator just before there was one, and wrote its token just after.
    await query(`INSERT INTO setting (key, value, updated_at) VALUES ('setup-token', '"00"', now())`);
    expect(await setUp(setupToken)).toMatchObject({ status: 409 });
  });

  it('can be tried again after a name that is taken', async () => {
    const { setupToken } = await prepareInstance();
    expect(await setUp(setupToken, 'library')).toMatchObject({
      status: 409,
      body: { fields: { name: SOME_TEXT } },
    });
    expect(await setUp(setupToken, 'first')).toMatchObject({ status: 201 });
  });

  it('is refused from a page of another site', async () => {
    const { setupToken } = await prepareInstance();
    const body = { token: setupToken, username: 'first', password: 'correct horse' };
    const answer = await call(postSetup, {
      method: 'POST',
      body,
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.status).toBe(403);
  });
});

describe('LIGHTER_ADMIN_PASSWORD', () => {
  it('makes admin on the first start, also where several start together', async () => {
    completeEnvironment({ LIGHTER_ADMIN_PASSWORD: 'correct horse' });
    expect(await Promise.all([1, 2, 3].map(prepareInstance))).toEqual(
      [1, 2, 3].map(() => ({ setupToken: null })),
    );
    expect(await admins()).toEqual([{ name: 'admin' }]);
    expect(await authenticatePassword('admin', 'correct horse')).toMatchObject({ admin: true });
  });

  it('changes nothing later', async () => {
    completeEnvironment({ LIGHTER_ADMIN_PASSWORD: 'correct horse' });
    await prepareInstance();
    completeEnvironment({ LIGHTER_ADMIN_PASSWORD: 'battery staple' });
    await prepareInstance();
    expect(await authenticatePassword('admin', 'battery staple')).toBeNull();
  });

  it('says so when the name admin is taken', async () => {
    completeEnvironment({ LIGHTER_ADMIN_PASSWORD: 'correct horse' });
    await query(`INSERT INTO namespace (name) VALUES ('admin')`);
    await expect(prepareInstance()).rejects.toMatchObject({ code: 'SETUP_FAILED' });
  });
});
