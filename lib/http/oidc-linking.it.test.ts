import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completeEnvironment } from '#lib/env/env.ts';
import { oidcConfig } from '#lib/schemas/sign-in-providers.ts';
import { SYSTEM_ACTOR } from '#lib/services/actor.ts';
import { createSignInProvider, updateSignInProvider } from '#lib/services/sign-in-providers.ts';
import { GET as getMe } from '../../app/api/v1/me/route.ts';
import { DELETE as unlink } from '../../app/api/v1/me/identities/[id]/route.ts';
import { GET as listIdentities } from '../../app/api/v1/me/identities/route.ts';
import { CLIENT, startOidcProvider, type OidcProvider } from '../../e2e/support/oidc-provider.ts';
import {
  call,
  Jar,
  makePerson,
  ORIGIN,
  principalOf,
  signInBrowser,
  type Person,
} from '../../e2e/support/people.ts';
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

describe('linking', () => {
  async function link(jar: Jar, name: string, key = 'company'): Promise<Ended> {
    const { url } = await beginSso(jar, key, { next: '/account', link: true });
    return await endSso(jar, await idp.signIn(url, name));
  }

  it('is for who is signed in, to exactly that account, and undone by them', async () => {
    const ivan = await makePerson('ivan');
    const { jar } = await signInBrowser(ivan);
    const session = sidOf(jar);
    await idp.tell('ivan-there', { preferred_username: 'ivan-there' });
    expect((await link(jar, 'ivan-there')).location).toBe('/account');
    expect(sidOf(jar)).toBe(session);
    expect(await whoIs((await signIn('ivan-there')).jar)).toMatchObject({ username: 'ivan' });

    const cookie = jar.toString();
    const { body } = await call(listIdentities, { cookie });
    const [own] = body['items'] as { id: number; providerName: string }[];
    expect(own).toMatchObject({ providerName: 'Company', name: 'ivan-there' });
    const other = await makePerson('not-ivan');
    const params = { id: String(own!.id) };
    expect((await call(unlink, { method: 'DELETE', as: other, params })).status).toBe(404);
    expect((await call(unlink, { method: 'DELETE', cookie, params })).status).toBe(204);
    expect((await call(getMe, { cookie })).status).toBe(200);
    await idp.tell('ivan-there', { preferred_username: 'ivan-there' });
    expect(await whoIs((await signIn('ivan-there')).jar)).toMatchObject({ username: 'ivan-there' });
  });

  it('never takes an identity that is somebody else’s', async () => {
    const judy = await makePerson('judy');
    const { jar } = await signInBrowser(judy);
    await idp.tell('kim', { preferred_username: 'kim' });
    await signIn('kim');
    expect((await link(jar, 'kim')).location).toBe('/account?error=IDENTITY_TAKEN');
  });

  it('needs the session that asked for it', async () => {
    const [lea, mia] = [await makePerson('lea'), await makePerson('mia')];
    const { jar } = await signInBrowser(lea);
    await idp.tell('lea-there', { preferred_username: 'lea-there' });
    const { url } = await beginSso(jar, 'company', { link: true });
    const flowCookie = jar.names().find((name) => name.startsWith('lighter-sso-'))!;
    const flow = `${flowCookie}=${jar.get(flowCookie)}`;
    const back = await idp.signIn(url, 'lea-there');
    // The same browser, but somebody else is signed in by now.
    const { jar: others } = await signInBrowser(mia);
    others.take(new Response(null, { headers: { 'set-cookie': flow } }));
    expect((await endSso(others, back)).location).toBe('/account?error=SSO_REFUSED');
    const { response } = await beginSso(new Jar(), 'company', { link: true });
    expect(response.status).toBe(401);
  });

  it('leaves a way in', async () => {
    await idp.tell('nora', { preferred_username: 'nora' });
    const { jar } = await signIn('nora');
    const cookie = jar.toString();
    const { body } = await call(listIdentities, { cookie });
    expect(body).toMatchObject({ hasPassword: false });
    const [own] = body['items'] as { id: number }[];
    const { status } = await call(unlink, { method: 'DELETE', cookie, params: { id: String(own!.id) } });
    expect(status).toBe(409);
    expect(await whoIs(jar)).toMatchObject({ username: 'nora' });
  });
});

describe('a provider', () => {
  it('that is switched off signs nobody in, and ends the sessions it gave', async () => {
    await idp.tell('olga', { preferred_username: 'olga' });
    const { jar } = await signIn('olga');
    const context = { actor: SYSTEM_ACTOR, redirectUriForm: FORM };
    await updateSignInProvider(await principalOf('root'), 'company', { enabled: false }, context);
    expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
    const { response } = await beginSso(new Jar(), 'company');
    expect(response.status).toBe(404);
    await updateSignInProvider(await principalOf('root'), 'company', { enabled: true }, context);
    expect((await signIn('olga')).location).toBe('/projects');
  });

  it('that does not answer is told of, and a local account gets in all the same', async () => {
    await idp.tell('ann', { preferred_username: 'ann' });
    const jar = new Jar();
    const { url } = await beginSso(jar, 'company');
    const back = await idp.signIn(url, 'ann');
    await idp.stop();
    try {
      expect((await endSso(jar, back)).location).toBe('/sign-in?error=SSO_UNREACHABLE');
      expect((await signInBrowser(root)).response.status).toBe(200);
    } finally {
      await idp.start();
    }
  });

  it('in a private network is not asked, unless the operator allows it', async () => {
    completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: undefined });
    try {
      // The document that was asked for before is remembered for a while: another issuer of the same host is not.
      await addProvider('private', { issuer: `${idp.issuer}/` });
      const { response } = await beginSso(new Jar(), 'private');
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        detail: expect.stringContaining('LIGHTER_ALLOW_PRIVATE_TARGETS') as unknown,
      });
    } finally {
      completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: '127.0.0.1/32' });
    }
  });

  it('whose document names another issuer is not used', async () => {
    await addProvider('mixed', { issuer: `${idp.issuer}/` });
    const { response } = await beginSso(new Jar(), 'mixed');
    expect(response.status).toBe(502);
  });

  it('of the environment may be anywhere', async () => {
    completeEnvironment({
      LIGHTER_ALLOW_PRIVATE_TARGETS: undefined,
      LIGHTER_OIDC_ISSUER: idp.issuer,
      LIGHTER_OIDC_CLIENT_ID: CLIENT.id,
      LIGHTER_OIDC_CLIENT_SECRET: CLIENT.secret,
    });
    const { response, url } = await beginSso(new Jar(), 'oidc');
    expect(response.status).toBe(200);
    expect(url).toContain(`redirect_uri=${encodeURIComponent(`${ORIGIN}/api/auth/sso/oidc/callback`)}`);
  });
});
