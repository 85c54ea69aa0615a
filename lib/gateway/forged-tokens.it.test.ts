import { createHmac, generateKeyPairSync } from 'node:crypto';
import { exportJWK, SignJWT, UnsecuredJWT, type JWTHeaderParameters } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  errorCode,
  gatewayHere,
  makeAccount,
  setRole,
  tokenOf,
  type Account,
} from '../../e2e/support/gateway.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { startPassingProxy, type PassingProxy } from '../../e2e/support/passing-proxy.ts';
import { push } from '../../e2e/support/push.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { deriveKey } from '#lib/auth/secret.ts';
import { env } from '#lib/env/env.ts';

// Tokens that this instance never gave out, or gave out for something else: none opens a door, and upstream hears of none.

let upstream: PassingProxy;
let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let finn: Account;
const [image] = smallImages(1, 'forged');

beforeAll(async () => {
  upstream = await startPassingProxy(env().registryUrl!);
  gateway = await gatewayHere({ REGISTRY_URL: upstream.url });
  finn = await makeAccount('finn');
  for (const [name, visibility] of [
    ['vault', 'private'],
    ['plaza', 'public'],
  ] as const) {
    await makeProjectWith(name, visibility);
    await setRole(name, finn, 'maintainer');
    const target = { url: gateway.url, repository: `${name}/app`, authorization: finn.basic };
    await push(target, 'v1', image!);
  }
});

afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

type Forgery = {
  header?: JWTHeaderParameters;
  claims?: Record<string, unknown>;
  key?: () => Promise<Parameters<SignJWT['sign']>[0]>;
};

/** As the gateway would sign one for finn, but for what is told. */
async function forge({ header, claims, key }: Forgery = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ ...CLAIMS(now), ...claims })
    .setProtectedHeader(header ?? { alg: 'HS256', typ: 'JWT' })
    .sign(key ? await key() : await deriveKey('registry-token'));
}

const CLAIMS = (now: number) => ({
  uid: finn.id,
  rid: null,
  tid: null,
  stamp: 0,
  cred: 'password',
  access: ['vault/app', 'plaza/app'].map((name) => ({
    type: 'repository',
    name,
    actions: ['pull', 'push', 'delete'],
  })),
  sub: 'finn',
  aud: 'registry',
  iat: now,
  nbf: now,
  exp: now + 600,
});
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const nowSeconds = () => Math.floor(Date.now() / 1000);

const FORGERIES: Record<string, () => Promise<string>> = {
  'no algorithm': async () => new UnsecuredJWT(CLAIMS(nowSeconds())).encode(),
  'no algorithm, in capitals': async () => `${base64({ alg: 'NONE' })}.${base64(CLAIMS(nowSeconds()))}.`,
  'no algorithm and the signature of another': async () =>
    `${base64({ alg: 'none' })}.${base64(CLAIMS(nowSeconds()))}.${(await forge()).split('.')[2]}`,
  'no signature': async () => `${(await forge()).split('.').slice(0, 2).join('.')}.`,
  'the key of another instance': () => forge({ key: async () => Buffer.alloc(32, 'another') }),
  'the key of another purpose': () => forge({ key: () => deriveKey('session') }),
  'an empty key': async () => forge({ key: async () => Buffer.alloc(1) }),
  'a longer hash': () => forge({ header: { alg: 'HS512' } }),
  'a key that it brings along': async () =>
    forge({
      header: { alg: 'RS256', jwk: await exportJWK(publicKey) },
      key: async () => privateKey,
    }),
  'a key at an address of its own': () =>
    forge({
      header: { alg: 'RS256', jku: 'http://127.0.0.1:1/keys', kid: '../../key' },
      key: async () => privateKey,
    }),
  'a header that must be understood': async () => {
    const signed = `${base64({ alg: 'HS256', crit: ['x'], x: 1 })}.${base64(CLAIMS(nowSeconds()))}`;
    const hmac = createHmac('sha256', await deriveKey('registry-token')).update(signed);
    return `${signed}.${hmac.digest('base64url')}`;
  },
  'another audience': () => forge({ claims: { aud: 'session' } }),
  'no audience': () => forge({ claims: { aud: undefined } }),
  'an end long ago': () => forge({ claims: { exp: nowSeconds() - 120 } }),
  'no end': () => forge({ claims: { exp: undefined } }),
  'a beginning in the future': () => forge({ claims: { nbf: nowSeconds() + 600 } }),
  'a user who is not there': () => forge({ claims: { uid: 2_000_000_000 } }),
  'a stamp of before': () => forge({ claims: { stamp: -1 } }),
  'another user, under the signature of finn': async () => {
    const [header, , signature] = (await forge()).split('.');
    return `${header}.${base64({ ...CLAIMS(nowSeconds()), uid: finn.id + 1 })}.${signature}`;
  },
  'actions that there are not': () =>
    forge({ claims: { access: [{ type: 'repository', name: 'vault/app', actions: ['*'] }] } }),
};

const REQUESTS = [
  'GET /v2/',
  'GET /v2/_catalog',
  'GET /v2/@/manifests/v1',
  'HEAD /v2/@/manifests/v1',
  'GET /v2/@/tags/list',
  'POST /v2/@/blobs/uploads/',
  'PUT /v2/@/manifests/v1',
  'DELETE /v2/@/manifests/v1',
];

const send = (line: string, repository: string, token: string) =>
  ask(gateway.url, line.replace('@', repository), {
    headers: { authorization: `Bearer ${token}`, 'content-type': image!.mediaType },
    ...(line.startsWith('PUT') && { body: image!.bytes }),
  });

it('a token like ours is one', async () => {
  expect((await send('GET /v2/@/manifests/v1', 'vault/app', await forge())).status).toBe(200);
});

describe.each(Object.entries(FORGERIES))('a token with %s', (_, make) => {
  // Where everyone may pull, a bad token is still no token at all.
  it.each(['vault/app', 'plaza/app'])('opens nothing of %s', async (repository) => {
    const token = await make();
    upstream.asked.splice(0);
    for (const line of REQUESTS) {
      const answer = await send(line, repository, token);
      expect([line, answer.status]).toEqual([line, 401]);
      expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
      if (answer.text) expect(errorCode(answer)).toBe('UNAUTHORIZED');
    }
    expect(upstream.asked).toEqual([]);
  });
});

describe('a token of ours for', () => {
  it.each([
    ['another repository', ['repository:plaza/app:pull,push,delete']],
    ['a name that begins alike', ['repository:vault/app2:pull,push,delete', 'repository:vault:pull,push']],
    ['the catalog', ['registry:catalog:*']],
    ['nothing', []],
  ])('%s opens nothing of this one', async (_, scopes) => {
    const token = (await tokenOf(gateway.url, finn, ...scopes)).slice('Bearer '.length);
    upstream.asked.splice(0);
    for (const line of REQUESTS.slice(2)) {
      const answer = await send(line, 'vault/app', token);
      expect([line, answer.status]).toEqual([line, 401]);
      expect(answer.headers['www-authenticate']).toContain('error="insufficient_scope"');
    }
    expect(upstream.asked).toEqual([]);
  });

  it('pulling does neither push nor delete', async () => {
    const token = (await tokenOf(gateway.url, finn, 'repository:vault/app:pull')).slice('Bearer '.length);
    const statuses = await Promise.all(REQUESTS.slice(2).map((line) => send(line, 'vault/app', token)));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 401, 401, 401]);
  });
});
