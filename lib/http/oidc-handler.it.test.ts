import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { oidcConfig } from '#lib/schemas/sign-in-providers.ts';
import { SYSTEM_ACTOR } from '#lib/services/actor.ts';
import { createSignInProvider } from '#lib/services/sign-in-providers.ts';
import { GET as getMe } from '../../app/api/v1/me/route.ts';
import { CLIENT, startOidcProvider, type Lie, type OidcProvider } from '../../e2e/support/oidc-provider.ts';
import { call, Jar, makePerson, type Person } from '../../e2e/support/people.ts';
import { beginSso, endSso, redirectUri, type Ended } from '../../e2e/support/sso.ts';

const FORM = redirectUri('{key}');
let idp: OidcProvider;
let root: Person;

beforeAll(async () => {
  idp = await startOidcProvider(['company', 'strict', 'trusting'].map(redirectUri));
  completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: '127.0.0.1/32' });
  root = await makePerson('root', { admin: true });
  await addProvider('company', { autoProvision: true, adminGroup: 'registry-admins' });
  await addProvider('strict', {});
  await addProvider('trusting', { linkByEmail: true });
});
afterAll(() => idp.stop());
beforeEach(() => idp.lie('none-at-all'));

const config = (more: object) =>
  oidcConfig.parse({
    name: 'Company',
    issuer: idp.issuer,
    clientId: CLIENT.id,
    scopes: ['openid', 'profile', 'email', 'groups'],
    ...more,
  });

async function addProvider(key: string, more: object): Promise<void> {
  const input = { key, kind: 'oidc' as const, enabled: true, secret: CLIENT.secret, config: config(more) };
  await createSignInProvider(root.principal, input, SYSTEM_ACTOR, FORM);
}

async function signIn(name: string, key = 'company', jar = new Jar()): Promise<Ended & { jar: Jar }> {
  const { url } = await beginSso(jar, key, { next: '/projects' });
  const ended = await endSso(jar, await idp.signIn(url, name));
  return { ...ended, jar };
}

const whoIs = async (jar: Jar) => (await call(getMe, { cookie: jar.toString() })).body;
const sidOf = (jar: Jar) => jar.get('lighter-session');

describe('a sign-in by a provider', () => {
  it('makes an account, by a name of ours, and goes where the person was going', async () => {
    await idp.tell('ann', {
      preferred_username: 'Ann.Lee@corp.example',
      email: 'ann@corp.example',
      email_verified: true,
    });
    const { jar, ...ended } = await signIn('ann');
    expect(ended).toEqual({ status: 303, location: '/projects' });
    expect(await whoIs(jar)).toMatchObject({ username: 'ann.lee', email: 'ann@corp.example', admin: false });
    expect(jar.names()).toEqual(['lighter-session']);
    const again = await signIn('ann');
    expect(await whoIs(again.jar)).toMatchObject({ username: 'ann.lee' });
    expect(await query(`SELECT 1 FROM "user" WHERE name LIKE 'ann%'`)).toHaveLength(1);
    const events = await query<{ action: string }>(
      `SELECT action FROM audit_event WHERE target = 'ann.lee' ORDER BY id`,
    );
    expect(events.map(({ action }) => action)).toEqual([
      'user.created',
      'identity.linked',
      'user.signed-in',
      'user.signed-in',
    ]);
  });

  it('sends PKCE, a state and a nonce, never the same', async () => {
    const [one, two] = await Promise.all([beginSso(new Jar(), 'company'), beginSso(new Jar(), 'company')]);
    const [a, b] = [one, two].map(({ url }) => new URL(url).searchParams);
    expect(a!.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(a!.get(name)).toMatch(/^[\w-]{43}$/);
      expect(a!.get(name)).not.toBe(b!.get(name));
    }
  });

  it('gives a taken name a suffix', async () => {
    await makePerson('bob');
    await idp.tell('bob', { preferred_username: 'Bob' });
    expect(await whoIs((await signIn('bob')).jar)).toMatchObject({ username: 'bob-2' });
  });

  it('is refused without an account where none is made by itself', async () => {
    await idp.tell('stranger', { preferred_username: 'stranger' });
    const { location, jar } = await signIn('stranger', 'strict');
    expect(location).toBe('/sign-in?error=NO_ACCOUNT&next=%2Fprojects');
    expect(sidOf(jar)).toBeUndefined();
    expect(await query(`SELECT 1 FROM "user" WHERE name = 'stranger'`)).toEqual([]);
  });

  it('takes a fresh session each time, and ends the one that was there', async () => {
    await idp.tell('carl', { preferred_username: 'carl' });
    const { jar } = await signIn('carl');
    const before = jar.toString();
    await signIn('carl', 'company', jar);
    expect(jar.toString()).not.toBe(before);
    expect((await call(getMe, { cookie: before })).status).toBe(401);
    expect(await whoIs(jar)).toMatchObject({ username: 'carl' });
  });

  it('keeps a disabled user out, at once', async () => {
    await idp.tell('dora', { preferred_username: 'dora' });
    const { jar } = await signIn('dora');
    await query(`UPDATE "user" SET disabled_at = now(), stamp = stamp + 1 WHERE name = 'dora'`);
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
    expect((await signIn('dora')).location).toBe('/sign-in?error=ACCOUNT_DISABLED&next=%2Fprojects');
  });

  it('makes one account of a person who comes twice at the same moment', async () => {
    await idp.tell('twin', { preferred_username: 'twin' });
    const both = await Promise.all([signIn('twin'), signIn('twin')]);
    expect(both.map(({ location }) => location)).toEqual(['/projects', '/projects']);
    expect(await query(`SELECT 1 FROM "user" WHERE name LIKE 'twin%'`)).toHaveLength(1);
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'goes home rather than to %s',
    async (next) => {
      const jar = new Jar();
      await idp.tell('ann', { preferred_username: 'ann' });
      const { url } = await beginSso(jar, 'company', { next });
      expect((await endSso(jar, await idp.signIn(url, 'ann'))).location).toBe('/');
    },
  );
});

describe('what must not be believed', () => {
  const lies: Lie[] = [
    'nonce',
    'issuer',
    'audience',
    'more-audiences',
    'expired',
    'foreign-key',
    'unsigned',
    'client-secret',
    'subject',
  ];
  it.each(lies)('an ID token with a wrong part: %s', async (lie) => {
    await idp.tell('ann', { preferred_username: 'ann' });
    await idp.lie(lie);
    const { location, jar } = await signIn('ann');
    expect(location).toBe('/sign-in?error=SSO_REFUSED&next=%2Fprojects');
    expect(sidOf(jar)).toBeUndefined();
  });

  it('another state, no state, another issuer, and no code', async () => {
    const change = async (edit: (query: URLSearchParams) => void) => {
      const jar = new Jar();
      const { url } = await beginSso(jar, 'company');
      const back = new URL(await idp.signIn(url, 'ann'));
      edit(back.searchParams);
      const { location } = await endSso(jar, back.href);
      expect(sidOf(jar)).toBeUndefined();
      return location;
    };
    const state = (query: URLSearchParams) => query.get('state') ?? '';
    // The beginning is what the cookie is found by.
    expect(await change((query) => query.set('state', `${state(query).slice(0, 16)}forged`))).toContain(
      'SSO_REFUSED',
    );
    expect(await change((query) => query.set('state', 'forged'))).toBe('/sign-in?error=SSO_REFUSED');
    expect(await change((query) => query.delete('state'))).toBe('/sign-in?error=SSO_REFUSED');
    expect(await change((query) => query.set('iss', 'https://other.example'))).toContain('SSO_REFUSED');
    expect(await change((query) => query.delete('iss'))).toContain('SSO_REFUSED');
    expect(await change((query) => query.delete('code'))).toContain('SSO_REFUSED');
  });

  it('a code that was used, even with all that belonged to it', async () => {
    const jar = new Jar();
    const { url } = await beginSso(jar, 'company');
    const stolen = new Jar();
    stolen.take((await beginSso(stolen, 'company')).response);
    const cookies = jar.toString();
    const back = await idp.signIn(url, 'ann');
    await endSso(jar, back);
    const request = new Jar();
    request.take(
      new Response(null, {
        headers: cookies.split('; ').map((one): [string, string] => ['set-cookie', one]),
      }),
    );
    expect((await endSso(request, back)).location).toContain('SSO_REFUSED');
    expect(sidOf(request)).toBeUndefined();
    // In the same browser the flow is over as well.
    expect((await endSso(jar, back)).location).toBe('/sign-in?error=SSO_REFUSED');
  });

  it('an answer in another browser than began, and for another provider', async () => {
    const { url } = await beginSso(new Jar(), 'company');
    const back = await idp.signIn(url, 'ann');
    expect((await endSso(new Jar(), back)).location).toBe('/sign-in?error=SSO_REFUSED');
    const jar = new Jar();
    const begun = await beginSso(jar, 'company');
    const other = (await idp.signIn(begun.url, 'ann')).replace('/company/', '/strict/');
    expect((await endSso(jar, other)).location).toContain('SSO_REFUSED');
    expect(sidOf(jar)).toBeUndefined();
  });

  it('a beginning that another site made the browser send', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}]) {
      const { response } = await beginSso(new Jar(), 'company', {}, headers as Record<string, string>);
      expect(response.status).toBe(403);
    }
  });

  it('a person who pressed Cancel', async () => {
    const jar = new Jar();
    const { url } = await beginSso(jar, 'company');
    expect((await endSso(jar, await idp.decline(url))).location).toContain('SSO_REFUSED');
  });
});

describe('an address that an account has already', () => {
  beforeAll(async () => {
    await makePerson('eve');
    await query(`UPDATE "user" SET email = 'eve@corp.example' WHERE name = 'eve'`);
    await query(`UPDATE "user" SET email = 'root@corp.example' WHERE name = 'root'`);
  });
  const tell = (name: string, email: string, verified: boolean) =>
    idp.tell(name, { preferred_username: name, email, email_verified: verified });

  it('is not enough by itself, verified or not', async () => {
    await tell('eve-there', 'eve@corp.example', true);
    expect((await signIn('eve-there')).location).toContain('error=EMAIL_TAKEN');
    await tell('eve-unverified', 'eve@corp.example', false);
    const { jar } = await signIn('eve-unverified');
    expect(await whoIs(jar)).toMatchObject({ username: 'eve-unverified', email: null });
  });

  it('signs in to the account where the provider is trusted and says that it is verified', async () => {
    await tell('eve-liar', 'EVE@corp.example', false);
    expect((await signIn('eve-liar', 'trusting')).location).toContain('error=NO_ACCOUNT');
    await tell('eve-true', 'EVE@corp.example', true);
    expect(await whoIs((await signIn('eve-true', 'trusting')).jar)).toMatchObject({ username: 'eve' });
    // And not once more, for another person with the same address.
    await tell('eve-second', 'eve@corp.example', true);
    expect((await signIn('eve-second', 'trusting')).location).toContain('error=EMAIL_TAKEN');
  });

  it('never signs in to an administrator’s account', async () => {
    await tell('root-there', 'root@corp.example', true);
    for (const key of ['trusting', 'company'])
      expect((await signIn('root-there', key)).location).toContain('error=EMAIL_TAKEN');
    expect(
      await query(`SELECT 1 FROM identity i JOIN "user" u ON u.id = i.user_id WHERE u.name = 'root'`),
    ).toEqual([]);
  });
});

describe('groups and administrators', () => {
  it('are what the provider says at each sign-in, and what was given by hand stays', async () => {
    await query(`INSERT INTO "group" (name) VALUES ('platform'), ('by-hand')`);
    await query(
      `INSERT INTO group_mapping (group_id, provider, value) SELECT id, 'company', 'team-platform' FROM "group" WHERE name = 'platform'`,
    );
    await idp.tell('gus', { preferred_username: 'gus', groups: ['team-platform', 'other'] });
    await signIn('gus');
    await query(
      `INSERT INTO group_member (group_id, user_id) SELECT g.id, u.id FROM "group" g, "user" u WHERE u.name = 'gus' AND g.name IN ('by-hand', 'platform')`,
    );
    const groups = () =>
      query(`SELECT g.name, m.source FROM group_member m JOIN "group" g ON g.id = m.group_id JOIN "user" u ON u.id = m.user_id
              WHERE u.name = 'gus' ORDER BY g.name, m.source`);
    expect(await groups()).toEqual([
      { name: 'by-hand', source: '' },
      { name: 'platform', source: '' },
      { name: 'platform', source: 'company' },
    ]);
    await idp.tell('gus', { preferred_username: 'gus' });
    await signIn('gus');
    expect(await groups()).toEqual([
      { name: 'by-hand', source: '' },
      { name: 'platform', source: '' },
    ]);
  });

  it('an administrator by group, who signs in anew when that is taken away', async () => {
    await idp.tell('hana', { preferred_username: 'hana', groups: ['registry-admins'] });
    const { jar } = await signIn('hana');
    expect(await whoIs(jar)).toMatchObject({ username: 'hana', admin: true });
    await idp.tell('hana', { preferred_username: 'hana', groups: [] });
    const after = await signIn('hana');
    expect(await whoIs(after.jar)).toMatchObject({ admin: false });
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
  });
});
