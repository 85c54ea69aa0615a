import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, errorCode, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { busyboxIndex, type ImageIndex } from '../../e2e/support/images.ts';
import { push } from '../../e2e/support/push.ts';
import { query } from '#lib/db/pool.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { OCI_IMAGE, OCI_INDEX } from '#lib/oci/media-types.ts';
import { flushPulls } from './pulls/pull-counter.ts';

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let pia: Account;
let index: ImageIndex;

beforeAll(async () => {
  gateway = await gatewayHere();
  pia = await makeAccount('pia');
  index = await busyboxIndex();
  for (const repository of ['pia/app', 'pia/manifests/tags/list']) {
    await push({ url: gateway.url, repository, authorization: pia.basic }, 'v1', index);
  }
});

afterAll(() => gateway.close());

const send = (request: string, headers: Record<string, string> = {}) =>
  ask(gateway.url, request, { as: pia.basic, headers });

describe('a manifest', () => {
  it.each(['v1', 'digest'])('is served by %s, byte for byte, GET and HEAD alike', async (by) => {
    const reference = by === 'v1' ? by : index.digest;
    const got = await send(`GET /v2/pia/app/manifests/${reference}`);
    const head = await send(`HEAD /v2/pia/app/manifests/${reference}`);
    expect(got.body.equals(index.bytes)).toBe(true);
    expect(got.headers).toMatchObject({
      'content-type': OCI_INDEX,
      'content-length': String(index.size),
      'docker-content-digest': index.digest,
      etag: `"${index.digest}"`,
    });
    const { date: _, 'x-request-id': __, ...same } = got.headers;
    expect(head.headers).toMatchObject(same);
    expect(head.body).toHaveLength(0);
  });

  it('is not sent again to who has it', async () => {
    const answer = await send('GET /v2/pia/app/manifests/v1', {
      'if-none-match': `W/"x", "${index.digest}"`,
    });
    expect([answer.status, answer.text, answer.headers.etag]).toEqual([304, '', `"${index.digest}"`]);
    expect((await send('GET /v2/pia/app/manifests/v1', { 'if-none-match': '"x"' })).status).toBe(200);
  });

  it('has greedy names', async () => {
    expect((await send('GET /v2/pia/manifests/tags/list/manifests/v1')).status).toBe(200);
    expect((await send('GET /v2/pia/manifests/tags/list/tags/list')).text).toBe(
      '{"name":"pia/manifests/tags/list","tags":["v1"]}',
    );
  });

  it.each([
    ['GET /v2/pia/app/manifests/v2', 404, 'MANIFEST_UNKNOWN'],
    [`GET /v2/pia/app/manifests/${digestOf(Buffer.from(''))}`, 404, 'MANIFEST_UNKNOWN'],
    ['GET /v2/pia/app/manifests/.INVALID', 404, 'MANIFEST_UNKNOWN'],
    ['PUT /v2/pia/app/manifests/.INVALID', 400, 'TAG_INVALID'],
    ['GET /v2/pia/app/manifests/sha256:zz', 400, 'DIGEST_INVALID'],
    ['GET /v2/pia/nothing/manifests/v1', 404, 'NAME_UNKNOWN'],
    ['GET /v2/pia/app%2Fmanifests%2Fv1', 404, 'UNSUPPORTED'],
    ['GET /v2/pia/app/../app/manifests/v1', 404, 'UNSUPPORTED'],
    ['GET /v2/pia//app/manifests/v1', 404, 'UNSUPPORTED'],
    ['GET /v2/_catalog/', 404, 'UNSUPPORTED'],
    ['GET /v2', 404, 'UNSUPPORTED'],
    ['POST /v2/pia/app/manifests/v1', 405, 'UNSUPPORTED'],
    ['DELETE /v2/', 405, 'UNSUPPORTED'],
    ['DELETE /v2/pia/app/manifests/v2', 404, 'MANIFEST_UNKNOWN'],
  ])('%s is %i', async (request, status, code) => {
    const answer = await send(request);
    expect([answer.status, errorCode(answer)]).toEqual([status, code]);
  });

  it('is none under the digest of a layer', async () => {
    const layer = index.images[0]!.blobs[1]!.digest;
    expect(errorCode(await send(`GET /v2/pia/app/manifests/${layer}`))).toBe('MANIFEST_UNKNOWN');
    expect((await send(`DELETE /v2/pia/app/manifests/${layer}`)).status).toBe(404);
    expect((await send(`HEAD /v2/pia/app/blobs/${layer}`)).status).toBe(200);
  });

  it('is refused when it is too large, untyped, or not one', async () => {
    const put = (body: Buffer, headers: Record<string, string>) =>
      ask(gateway.url, 'PUT /v2/pia/app/manifests/bad', { as: pia.basic, body, headers });
    expect((await put(Buffer.alloc(4 * 1024 * 1024 + 1), { 'content-type': OCI_IMAGE })).status).toBe(413);
    expect((await put(Buffer.from('{}'), {})).status).toBe(400);
    expect(errorCode(await put(Buffer.from('{}'), { 'content-type': OCI_IMAGE }))).toBe('MANIFEST_INVALID');
    expect(errorCode(await put(Buffer.from('{'), { 'content-type': OCI_IMAGE }))).toBe('MANIFEST_INVALID');
  });
});

describe('a blob', () => {
  it.each([
    ['bytes=0-9', 206, 0, 10],
    ['bytes=10-', 206, 10, undefined],
    ['bytes=-10', 206, -10, undefined],
    ['bytes=0-0,5-6', 200, 0, undefined],
  ])('%s is %i', async (range, status, from, to) => {
    const { digest, bytes, size } = index.images[0]!.blobs[1]!;
    const answer = await send(`GET /v2/pia/app/blobs/${digest}`, { range });
    expect(answer.status).toBe(status);
    expect(answer.body.equals(bytes.subarray(from, to))).toBe(true);
    expect(answer.headers['docker-content-digest']).toBe(digest);
    if (status === 206) {
      const first = from < 0 ? size + from : from;
      expect(answer.headers['content-range']).toBe(
        `bytes ${first}-${first + answer.body.length - 1}/${size}`,
      );
    }
  });

  it.each(['bytes=500-0', 'bytes=99999999-', 'bytes=abc', 'x'])(
    '%s is 416, on a connection that lives on',
    async (range) => {
      const { digest, size } = index.images[0]!.blobs[1]!;
      const answer = await send(`GET /v2/pia/app/blobs/${digest}`, { range });
      expect([answer.status, answer.headers['content-range'], errorCode(answer)]).toEqual([
        416,
        `bytes */${size}`,
        'RANGE_INVALID',
      ]);
      expect((await send(`HEAD /v2/pia/app/blobs/${digest}`)).headers['content-length']).toBe(String(size));
    },
  );

  it('is not there in another repository', async () => {
    const { digest } = index.images[0]!.blobs[1]!;
    const answer = await send(`GET /v2/pia/app2/blobs/${digest}`);
    expect([answer.status, errorCode(answer)]).toEqual([404, 'NAME_UNKNOWN']);
    expect(errorCode(await send(`DELETE /v2/pia/app/blobs/${digest}`))).toBe('UNSUPPORTED');
  });
});

describe('counting', () => {
  const count = async (tag: string) => {
    await flushPulls();
    const [row] = await query<{
      pulls: number;
      pulls30d: number;
      pulled: boolean;
      used: boolean;
      byDigest: boolean;
      manifest: number;
      repository: number;
    }>(
      `SELECT coalesce((SELECT sum(pulls)::int FROM pull_stat s WHERE s.repository_id = r.id AND s.tag = t.name), 0) AS pulls,
              t.pulls_30d AS "pulls30d", t.last_pulled_at IS NOT NULL AS pulled, t.last_used_at IS NOT NULL AS used,
              m.digest_used_at IS NOT NULL AS "byDigest", m.pull_count AS manifest, r.pull_count AS repository
         FROM tag t JOIN repository r ON r.id = t.repository_id JOIN manifest m ON m.id = t.manifest_id
        WHERE r.name = 'pia/counted' AND t.name = $1`,
      [tag],
    );
    return row;
  };

  it('takes HEAD, GET by digest and GET of the platform for one pull of the tag', async () => {
    const target = { url: gateway.url, repository: 'pia/counted', authorization: pia.basic };
    await push(target, 'v1', index);
    await push(target, 'v2', index);
    await send('HEAD /v2/pia/counted/manifests/v1');
    expect(await count('v1')).toMatchObject({ pulls: 0, pulls30d: 0, pulled: false, used: true });
    await send(`GET /v2/pia/counted/manifests/${index.digest}`);
    await send(`GET /v2/pia/counted/manifests/${index.images[0]!.digest}`);
    const seen = { pulled: true, used: true, byDigest: false };
    expect(await count('v1')).toEqual({ pulls: 1, pulls30d: 1, ...seen, manifest: 1, repository: 1 });
    expect(await count('v2')).toMatchObject({ pulls: 0, pulls30d: 0, pulled: false, used: false });
    await send('GET /v2/pia/counted/manifests/v2');
    expect(await count('v2')).toEqual({ pulls: 1, pulls30d: 1, ...seen, manifest: 2, repository: 2 });
  });

  it('keeps a use by digest alone apart from those by tags', async () => {
    const target = { url: gateway.url, repository: 'pia/counted', authorization: pia.basic };
    await push(target, 'v3', await busyboxIndex('by digest'));
    const [{ digest }] = (await query<{ digest: string }>(`SELECT digest FROM tag WHERE name = 'v3'`)) as [
      { digest: string },
    ];
    await send(`HEAD /v2/pia/counted/manifests/${digest}`);
    expect(await count('v3')).toMatchObject({ pulls: 0, pulled: false, used: false, byDigest: true });
  });
});
