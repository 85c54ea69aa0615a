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
import { push } from '../../e2e/support/push.ts';
import { makeProjectWith } from '../../e2e/support/rows.ts';
import { query } from '#lib/db/pool.ts';

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let lena: Account;
let admin: Account;
let stranger: Account;

const TAGS = ['A', 'B', '_x', '0.1.2', '0.1.20', 'a', 'b', 'v1'];
const SORTED = ['0.1.2', '0.1.20', 'A', 'B', '_x', 'a', 'b', 'v1'];

beforeAll(async () => {
  gateway = await gatewayHere();
  lena = await makeAccount('lena');
  stranger = await makeAccount('lex');
  admin = await makeAccount('lola', { admin: true });
  await makeProjectWith('lopen', 'public');
  await setRole('lopen', lena, 'developer');
  const [image] = smallImages(1, 'lists');
  for (const repository of ['lena/a', 'lena/a/b', 'lena/c', 'lopen/x']) {
    const target = { url: gateway.url, repository, authorization: lena.basic };
    for (const tag of repository === 'lena/a' ? TAGS : ['v1']) await push(target, tag, image!);
  }
  // A repository that holds nothing is not listed.
  await ask(gateway.url, 'POST /v2/lena/empty/blobs/uploads/', { as: lena.basic });
});

afterAll(() => gateway.close());

type Listed = { tags?: string[]; repositories?: string[] };
const get = (path: string, as: string | undefined = lena.basic) => ask(gateway.url, `GET ${path}`, { as });
const list = async (path: string, as?: string) => JSON.parse((await get(path, as)).text) as Listed;

/** Follows `Link` to the end, as clients do; answers the pages. */
async function pages(path: string, as?: string): Promise<string[][]> {
  const all: string[][] = [];
  for (let next: string | undefined = path; next;) {
    const answer = await get(next, as);
    const { tags, repositories } = JSON.parse(answer.text) as Listed;
    all.push(tags ?? repositories ?? []);
    next = /^<([^>]+)>; rel="next"$/.exec(String(answer.headers.link ?? ''))?.[1];
  }
  return all;
}

describe('tags/list', () => {
  it('is in byte order', async () => {
    expect(await list('/v2/lena/a/tags/list')).toEqual({ name: 'lena/a', tags: SORTED });
  });

  it('comes in pages that never repeat their start', async () => {
    expect(await pages('/v2/lena/a/tags/list?n=3')).toEqual([
      SORTED.slice(0, 3),
      SORTED.slice(3, 6),
      SORTED.slice(6),
    ]);
    expect(await pages('/v2/lena/a/tags/list?n=4')).toEqual([SORTED.slice(0, 4), SORTED.slice(4)]);
    expect((await list('/v2/lena/a/tags/list?last=0.1.2')).tags).toEqual(SORTED.slice(1));
    expect((await list('/v2/lena/a/tags/list?n=2&last=0.1.3')).tags).toEqual(['A', 'B']);
    expect((await list('/v2/lena/a/tags/list?last=zzz')).tags).toEqual([]);
  });

  it('takes n=0 for none, and too many for as many as there are', async () => {
    const none = await get('/v2/lena/a/tags/list?n=0');
    expect([none.text, none.headers.link]).toEqual(['{"name":"lena/a","tags":[]}', undefined]);
    expect((await list('/v2/lena/a/tags/list?n=999999')).tags).toEqual(SORTED);
  });

  it.each(['-1', 'x', '1.5', '', '99999999999', '1%00'])('refuses n=%s', async (n) => {
    const answer = await get(`/v2/lena/a/tags/list?n=${n}`);
    expect([answer.status, errorCode(answer)]).toEqual([400, 'PAGINATION_NUMBER_INVALID']);
  });

  it('takes any last', async () => {
    for (const last of ['%00', '%27%3B--', '%F0%9F%9A%80', 'x'.repeat(5000)]) {
      expect((await get(`/v2/lena/a/tags/list?last=${last}`)).status).toBe(200);
    }
  });
});

describe('_catalog', () => {
  it('shows each what they may pull', async () => {
    expect((await list('/v2/_catalog')).repositories).toEqual(['lena/a', 'lena/a/b', 'lena/c', 'lopen/x']);
    expect((await list('/v2/_catalog', admin.basic)).repositories).toContain('lena/a');
    expect((await list('/v2/_catalog', stranger.basic)).repositories).toEqual(['lopen/x']);
    expect((await ask(gateway.url, 'GET /v2/_catalog')).status).toBe(401);
    const { text } = await ask(gateway.url, 'GET /token?scope=registry:catalog:*');
    const anonymous = `Bearer ${(JSON.parse(text) as { token: string }).token}`;
    expect((await list('/v2/_catalog', anonymous)).repositories).toEqual(['lopen/x']);
  });

  it('comes in pages', async () => {
    expect(await pages('/v2/_catalog?n=2')).toEqual([
      ['lena/a', 'lena/a/b'],
      ['lena/c', 'lopen/x'],
    ]);
  });

  it('needs its scope', async () => {
    const token = await tokenOf(gateway.url, lena, 'repository:lena/a:pull');
    const answer = await get('/v2/_catalog', token);
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([
      401,
      expect.stringMatching(/scope="registry:catalog:\*",error="insufficient_scope"$/),
    ]);
    expect((await get('/v2/_catalog', await tokenOf(gateway.url, lena, 'registry:catalog:*'))).status).toBe(
      200,
    );
  });
});

describe('docker search', () => {
  type Found = {
    num_results: number;
    results: { name: string; description: string; is_official: boolean }[];
  };
  const search = async (q: string, as?: string, more = '') => {
    const answer = await ask(gateway.url, `GET /v1/search?q=${q}${more}`, { as });
    return JSON.parse(answer.text) as Found;
  };

  it('finds by name and description what the asker may pull', async () => {
    await query(`UPDATE repository SET description = 'The 100% front' WHERE name = 'lena/c'`);
    expect((await search('lena', lena.basic)).results.map(({ name }) => name).sort()).toEqual([
      'lena/a',
      'lena/a/b',
      'lena/c',
    ]);
    expect((await search('FRONT', lena.basic)).results).toMatchObject([
      { name: 'lena/c', description: 'The 100% front', is_official: false },
    ]);
    expect((await search('100%25', lena.basic)).num_results).toBe(1);
    expect((await search('%25', stranger.basic)).num_results).toBe(0);
    expect((await search('l')).results.map(({ name }) => name)).toEqual(['lopen/x']);
  });

  it('comes in pages', async () => {
    const [first, second] = [
      await search('lena', lena.basic, '&n=2'),
      await search('lena', lena.basic, '&n=2&page=2'),
    ];
    expect([first.num_results, first.results.length, second.results.length]).toEqual([3, 2, 1]);
    expect((await ask(gateway.url, 'GET /v1/search?q=x&n=-1')).status).toBe(400);
  });

  it('refuses a wrong password, and says that it is a registry of its own', async () => {
    expect(
      (
        await ask(gateway.url, 'GET /v1/search?q=x', {
          as: `Basic ${Buffer.from('lena:no').toString('base64')}`,
        })
      ).status,
    ).toBe(401);
    const ping = await ask(gateway.url, 'GET /v1/_ping');
    expect([ping.status, ping.headers['x-docker-registry-standalone']]).toEqual([200, 'true']);
  });
});
