import { describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { resetPassword } from '#lib/services/reset-password.ts';
import { GET as getMe } from '../../app/api/v1/me/route.ts';
import { authRequest, call, Jar, makePerson, ORIGIN, signInBrowser } from '../../e2e/support/people.ts';

const HTTPS = { 'x-forwarded-proto': 'https', origin: ORIGIN.replace('http:', 'https:') };
const HOME = `${ORIGIN}/`;
const sessionsOf = (name: string) =>
  query<{ id: string; address: string }>(
    `SELECT s.id, s.address FROM session s JOIN "user" u ON u.id = s.user_id WHERE u.name = $1`,
    [name],
  );

describe('signing in', () => {
  it('opens a session that the API knows, and closes it again', async () => {
    const ann = await makePerson('ann');
    const { jar, response } = await signInBrowser(ann);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ url: HOME });
    expect(await sessionsOf('ann')).toMatchObject([{ address: '192.0.2.2' }]);
    const cookie = jar.toString();
    expect((await call(getMe, { cookie })).body).toMatchObject({ username: 'ann', admin: false });

    const session = await authRequest(jar, 'session');
    expect(await session.json()).toMatchObject({ user: { name: 'ann' } });
    const { csrfToken } = (await (await authRequest(jar, 'csrf')).json()) as { csrfToken: string };
    const out = await authRequest(jar, 'signout', { form: { csrfToken }, headers: { origin: ORIGIN } });
    expect(await out.json()).toEqual({ url: HOME });
    expect(jar.get('lighter-session')).toBeUndefined();
    // The cookie that was stolen before is worth nothing either.
    expect((await call(getMe, { cookie })).status).toBe(401);
    expect(await sessionsOf('ann')).toEqual([]);
  });

  it('names its cookies for the scheme that the browser used, out of reach of scripts', async () => {
    const bob = await makePerson('bob');
    const plain = (await signInBrowser(bob)).response.headers
      .getSetCookie()
      .find((line) => line.startsWith('lighter-session='));
    expect(plain).toMatch(/; Path=\/; .*HttpOnly; SameSite=Lax/);
    expect(plain).not.toContain('Secure');
    const { jar, response } = await signInBrowser(bob, HTTPS);
    const secure = response.headers.getSetCookie().find((line) => line.startsWith('__Host-lighter-session='));
    expect(secure).toMatch(/; Path=\/; .*HttpOnly; Secure; SameSite=Lax/);
    expect(secure).not.toContain('Domain');
    expect((await call(getMe, { cookie: jar.toString(), headers: HTTPS })).status).toBe(200);
  });

  it('does not take the cookie of one scheme on the other', async () => {
    const carl = await makePerson('carl');
    const { jar } = await signInBrowser(carl);
    expect((await call(getMe, { cookie: jar.toString(), headers: HTTPS })).status).toBe(401);
  });

  it('refuses a wrong password, and says no more', async () => {
    const dora = await makePerson('dora');
    const wrong = await signInBrowser({ ...dora, password: 'wrong' });
    const unknown = await signInBrowser({ name: 'nobody-here', password: 'wrong' });
    expect([wrong.response.status, unknown.response.status]).toEqual([401, 401]);
    expect(await wrong.response.json()).toEqual(await unknown.response.json());
    expect(wrong.jar.get('lighter-session')).toBeUndefined();
  });

  it('tells of too many wrong ones by a code', async () => {
    const eve = await makePerson('eve');
    for (let guess = 0; guess < 5; guess++) await signInBrowser({ ...eve, password: `guess ${guess}` });
    const { response } = await signInBrowser(eve);
    expect(await response.json()).toEqual({ url: `${ORIGIN}/api/auth/error?error=TOOMANYREQUESTS` });
  });

  it('follows the Host that was asked for', async () => {
    const finn = await makePerson('finn');
    const headers = {
      host: 'web:80',
      'x-forwarded-host': 'registry.example:8080',
      origin: 'http://registry.example:8080',
    };
    const { response } = await signInBrowser(finn, headers);
    expect(await response.json()).toEqual({ url: 'http://registry.example:8080/' });
  });

  it.each([
    ['/projects/acme', `${ORIGIN}/projects/acme`],
    [`${ORIGIN}/projects/acme?q=1`, `${ORIGIN}/projects/acme?q=1`],
    ['https://evil.example/', HOME],
    ['//evil.example/', HOME],
    ['/\\evil.example/', HOME],
    ['javascript:alert(1)', HOME],
  ])('goes from callbackUrl %s to %s', async (callbackUrl, url) => {
    const jar = new Jar();
    const { csrfToken } = (await (await authRequest(jar, 'csrf')).json()) as { csrfToken: string };
    const form = { csrfToken, callbackUrl, username: 'x', password: 'x' };
    const out = await authRequest(jar, 'signout', { form, headers: { origin: ORIGIN } });
    expect(await out.json()).toEqual({ url });
  });
});

describe('a forged sign-in', () => {
  const form = { username: 'gus', password: 'password of gus' };

  it('is refused from a page of another site', async () => {
    await makePerson('gus');
    const jar = new Jar();
    const { csrfToken } = (await (await authRequest(jar, 'csrf')).json()) as { csrfToken: string };
    for (const origin of ['https://evil.example', 'null']) {
      const response = await authRequest(jar, 'callback/credentials', {
        form: { ...form, csrfToken },
        headers: { origin },
      });
      expect(response.status).toBe(403);
    }
    expect(await sessionsOf('gus')).toEqual([]);
  });

  it('is refused without the token of the form', async () => {
    const jar = new Jar();
    await authRequest(jar, 'csrf');
    for (const csrfToken of ['', 'a'.repeat(64)]) {
      await authRequest(jar, 'callback/credentials', { form: { ...form, csrfToken } });
    }
    expect(jar.get('lighter-session')).toBeUndefined();
    expect(await sessionsOf('gus')).toEqual([]);
  });

  it('is refused when it is too large', async () => {
    const response = await authRequest(new Jar(), 'callback/credentials', {
      form: { ...form, filler: 'x'.repeat(20_000) },
    });
    expect(response.status).toBe(413);
  });
});

describe('a session', () => {
  it('ends when the stamp is raised, and its cookie is cleared', async () => {
    const hana = await makePerson('hana');
    const { jar } = await signInBrowser(hana);
    await query(`UPDATE "user" SET stamp = stamp + 1 WHERE name = 'hana'`);
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
    const session = await authRequest(jar, 'session');
    expect(await session.json()).toEqual({});
    expect(jar.get('lighter-session')).toBeUndefined();
  });

  it.each([
    ['disabled', `UPDATE "user" SET disabled_at = now() WHERE name = 'ivan'`],
    ['unused for too long', `UPDATE session SET expires_at = now()`],
    ['revoked', `DELETE FROM session`],
  ])('ends when it (or the user) is %s', async (_, change) => {
    await query(`DELETE FROM session`);
    await query(`UPDATE "user" SET disabled_at = NULL WHERE name = 'ivan'`);
    const ivan = await makePerson('ivan').catch(() => ({ name: 'ivan', password: 'password of ivan' }));
    const { jar } = await signInBrowser(ivan);
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(200);
    await query(change);
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
  });

  it('slides while it is used, but not past thirty days', async () => {
    const judy = await makePerson('judy');
    const { jar } = await signInBrowser(judy);
    await query(
      `UPDATE session SET created_at = now() - interval '30 days' + interval '1 hour', last_seen_at = now() - interval '2 minutes',
              expires_at = now() + interval '5 minutes' WHERE user_id = $1`,
      [judy.principal.id],
    );
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(200);
    const ends = () =>
      query<{ minutes: number }>(
        `SELECT round(extract(epoch FROM expires_at - last_seen_at) / 60)::int AS minutes FROM session WHERE user_id = $1`,
        [judy.principal.id],
      );
    await expect.poll(ends).toEqual([{ minutes: 60 }]);
  });

  it('is not opened by a sign-in that was decided before the account changed', async () => {
    const kim = await makePerson('kim');
    const { jar } = await signInBrowser(kim);
    await query(`UPDATE session SET stamp = stamp - 1 WHERE user_id = $1`, [kim.principal.id]);
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
  });

  it('ends by lighter admin reset-password', async () => {
    const lea = await makePerson('lea');
    const { jar } = await signInBrowser(lea);
    const password = await resetPassword('lea');
    expect(password).toMatch(/^[a-z2-9]{20}$/);
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
    expect((await signInBrowser({ name: 'lea', password })).response.status).toBe(200);
    await expect(resetPassword('nobody-here')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each(['garbage', 'a.b.c.d.e', '', '%E0%A4%A'])('is nobody with the cookie %j', async (value) => {
    expect((await call(getMe, { cookie: `lighter-session=${value}` })).status).toBe(401);
  });
});
