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
import { busyboxImage } from '../../e2e/support/images.ts';
import { push } from '../../e2e/support/push.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { query } from '#lib/db/pool.ts';
import { digestOf } from '#lib/oci/digest.ts';

const NONE = digestOf(Buffer.from('nothing'));

/** Requests that need each right; what they name is there in `secret` (private) and `open` (public), and nowhere else. */
const PULLS = [
  'GET /v2/@/manifests/v1',
  'HEAD /v2/@/manifests/v1',
  'GET /v2/@/tags/list',
  `GET /v2/@/blobs/${NONE}`,
  `GET /v2/@/referrers/${NONE}`,
];
const PUSHES = [
  'PUT /v2/@/manifests/v1',
  'POST /v2/@/blobs/uploads/',
  'PATCH /v2/@/blobs/uploads/x',
  'GET /v2/@/blobs/uploads/x',
];
const DELETES = ['DELETE /v2/@/manifests/v1', `DELETE /v2/@/blobs/${NONE}`];

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let owner: Account;
let stranger: Account;

beforeAll(async () => {
  gateway = await gatewayHere();
  owner = await makeAccount('olga');
  stranger = await makeAccount('sam');
  for (const [name, visibility] of [
    ['secret', 'private'],
    ['open', 'public'],
  ] as const) {
    await makeProjectWith(name, visibility);
    await setRole(name, owner, 'owner');
    await push(
      { url: gateway.url, repository: `${name}/app`, authorization: owner.basic },
      'v1',
      await busyboxImage(),
    );
  }
});

afterAll(() => gateway.close());

const nameless = (text: string, name: string) =>
  text.replaceAll(name, '@').replaceAll(name.split('/')[0]!, '@project');

async function answers(request: string, repository: string, as?: string) {
  const answer = await ask(gateway.url, request.replace('@', repository), { as });
  const { date: _, 'x-request-id': __, 'content-length': ___, ...headers } = answer.headers;
  return {
    status: answer.status,
    body: nameless(answer.text, repository),
    headers: JSON.parse(nameless(JSON.stringify(headers), repository)) as Record<string, string>,
  };
}

/** The no to what is not allowed is the no to what is not there. */
async function expectSameNo(
  request: string,
  as: string | undefined,
  status: number,
  code: string,
  absent = 'nowhere/app',
) {
  const [hidden, nothing] = [await answers(request, 'secret/app', as), await answers(request, absent, as)];
  expect(hidden).toEqual(nothing);
  expect(hidden.status).toBe(status);
  if (!request.startsWith('HEAD')) expect(hidden.body).toContain(code);
  return hidden;
}

describe('without a token', () => {
  it.each([...PULLS, ...PUSHES, ...DELETES])('%s', async (request) => {
    const { headers } = await expectSameNo(request, undefined, 401, 'UNAUTHORIZED');
    expect(headers['www-authenticate']).toMatch(
      /^Bearer realm="http:\/\/127\.0\.0\.1:\d+\/token",service="127\.0\.0\.1:\d+",scope="repository:@:pull/,
    );
    expect(headers['www-authenticate']).not.toContain('error=');
  });
});

describe('with an anonymous token', () => {
  it.each([...PULLS, ...PUSHES, ...DELETES])('%s', async (request) => {
    const scopes = ['secret/app', 'nowhere/app'].map((name) => `repository:${name}:*`);
    const answer = await ask(gateway.url, `GET /token?scope=${scopes.join('&scope=')}`);
    const token = `Bearer ${(JSON.parse(answer.text) as { token: string }).token}`;
    await expectSameNo(request, token, 401, 'UNAUTHORIZED');
  });
});

describe.each(['password', 'token'])('signed in by %s, not a member', (credential) => {
  const as = () =>
    credential === 'password'
      ? stranger.basic
      : tokenOf(
          gateway.url,
          stranger,
          'repository:secret/app:*',
          'repository:nowhere/app:*',
          'repository:open/app:*',
        );

  it.each(PULLS)('%s', async (request) => {
    await expectSameNo(request, await as(), 404, 'NAME_UNKNOWN');
  });

  it.each([...PUSHES, ...DELETES])('%s', async (request) => {
    const { body } = await expectSameNo(request, await as(), 403, 'DENIED');
    expect(body).toMatch(/ask (an|one of its) owners?/);
  });

  it.each([...PUSHES, ...DELETES])('%s where everyone may pull', async (request) => {
    expect((await answers(request, 'open/app', await as())).status).toBe(403);
  });
});

describe('allowed, but not by this token', () => {
  it.each([...PULLS, ...PUSHES, ...DELETES])('%s', async (request) => {
    const token = await tokenOf(gateway.url, owner, 'repository:open/app:*', 'registry:catalog:*');
    const { status, headers, body } = await answers(request, 'secret/app', token);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toContain('error="insufficient_scope"');
    if (!request.startsWith('HEAD')) expect(body).toContain('UNAUTHORIZED');
  });

  it('a pull token does not push', async () => {
    const token = await tokenOf(gateway.url, owner, 'repository:secret/app:pull');
    expect((await answers(PULLS[0]!, 'secret/app', token)).status).toBe(200);
    expect((await answers(PUSHES[1]!, 'secret/app', token)).status).toBe(401);
  });
});

describe('a fresh token', () => {
  it('ends with its user, its role and its stamp, at once', async () => {
    const guest = await makeAccount('gina');
    await setRole('secret', guest, 'guest');
    const token = await tokenOf(gateway.url, guest, 'repository:secret/app:pull');
    const pull = () => answers(PULLS[0]!, 'secret/app', token);
    expect((await pull()).status).toBe(200);

    await query(`DELETE FROM membership WHERE user_id = $1`, [guest.id]);
    expect((await pull()).status).toBe(404);
    await setRole('secret', guest, 'guest');
    expect((await pull()).status).toBe(200);

    await query(`UPDATE "user" SET disabled_at = now() WHERE id = $1`, [guest.id]);
    expect((await pull()).status).toBe(401);
    await query(`UPDATE "user" SET disabled_at = NULL, stamp = stamp + 1 WHERE id = $1`, [guest.id]);
    const { status, headers } = await pull();
    expect([status, headers['www-authenticate']]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ]);
  });

  it('ends at once also where many requests are asked about together', async () => {
    const guest = await makeAccount('greta');
    await setRole('secret', guest, 'guest');
    const token = await tokenOf(gateway.url, guest, 'repository:secret/app:pull');
    const pull = async () => (await answers(PULLS[0]!, 'secret/app', token)).status;
    expect(await pull()).toBe(200);
    let revoked = false;
    const after: number[] = [];
    const lane = async () => {
      for (let count = 0; count < 5;) {
        const sentAfter = revoked;
        const status = await pull();
        if (!sentAfter) continue;
        after.push(status);
        count++;
      }
    };
    const lanes = Array.from({ length: 16 }, lane);
    await query(`DELETE FROM membership WHERE user_id = $1`, [guest.id]);
    revoked = true;
    await Promise.all(lanes);
    expect(after).toEqual(after.map(() => 404));
  });

  it.each(['Bearer x', 'Bearer a.b.c', 'Bearer', 'Basic !', 'Basic b2xnYQ==', 'Digest x', ''])(
    '"%s" is none',
    async (header) => {
      const answer = await ask(gateway.url, 'GET /v2/open/app/manifests/v1', {
        headers: { authorization: header },
      });
      expect([answer.status, errorCode(answer)]).toEqual([401, 'UNAUTHORIZED']);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm=/);
    },
  );
});

describe('everyone', () => {
  it('pulls what is public, without a token and with an anonymous one', async () => {
    const anonymous = await ask(gateway.url, 'GET /token?scope=repository:open/app:pull,push');
    const token = `Bearer ${(JSON.parse(anonymous.text) as { token: string }).token}`;
    for (const as of [undefined, token]) expect((await answers(PULLS[0]!, 'open/app', as)).status).toBe(200);
    expect((await answers(PUSHES[1]!, 'open/app', token)).status).toBe(401);
  });

  it('is asked to sign in at /v2/', async () => {
    const answer = await ask(gateway.url, 'GET /v2/');
    expect([answer.status, errorCode(answer)]).toEqual([401, 'UNAUTHORIZED']);
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer realm="${gateway.url}/token",service="${gateway.host}"`,
    );
    expect(answer.headers['docker-distribution-api-version']).toBe('registry/2.0');
    expect((await ask(gateway.url, 'GET /v2/', { as: stranger.basic })).status).toBe(200);
    expect((await ask(gateway.url, 'GET /v2/', { as: await tokenOf(gateway.url, stranger) })).status).toBe(
      200,
    );
  });
});
