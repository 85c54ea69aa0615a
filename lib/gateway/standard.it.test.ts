import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, errorCode, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { descriptor, imageIndex, json, smallImages, type Content } from '../../e2e/support/images.ts';
import { startPassingProxy, type PassingProxy } from '../../e2e/support/passing-proxy.ts';
import { push, putBlob } from '../../e2e/support/push.ts';
import { env } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';
import {
  DOCKER_CONFIG,
  DOCKER_IMAGE,
  OCI_CONFIG,
  OCI_EMPTY,
  OCI_IMAGE,
  OCI_INDEX,
} from '#lib/oci/media-types.ts';

// What the distribution spec asks of a registry and a stock one does not, or only behind Lighter can be told (spec 1.1).

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let upstream: PassingProxy;
let stan: Account;
const [image, other] = smallImages(2, 'standard') as [ReturnType<typeof smallImages>[0], Content];

beforeAll(async () => {
  upstream = await startPassingProxy(env().registryUrl!, { 'OCI-Chunk-Min-Length': '4096' });
  gateway = await gatewayHere({ REGISTRY_URL: upstream.url });
  stan = await makeAccount('stan');
  await push(target('stan/app'), 'v1', image);
});

afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

const target = (repository: string) => ({ url: gateway.url, repository, authorization: stan.basic });
const send = (request: string, options: Parameters<typeof ask>[2] = {}) =>
  ask(gateway.url, request, { as: stan.basic, ...options });
const sha512 = (text: string) => `sha512:${createHash('sha512').update(text).digest('hex')}`;
const NONE = digestOf(Buffer.from('nothing'));

describe('HEAD', () => {
  it.each([
    '/v2/',
    '/v2/_catalog',
    '/v2/_catalog?n=x',
    '/v2/stan/app/tags/list',
    '/v2/stan/app/tags/list?n=0',
    '/v2/stan/app/manifests/v1',
    '/v2/stan/app/manifests/v2',
    `/v2/stan/app/manifests/${image.digest}`,
    '/v2/stan/app/manifests/sha256:short',
    `/v2/stan/app/blobs/${image.blobs[1]!.digest}`,
    `/v2/stan/app/blobs/${NONE}`,
    `/v2/stan/app/referrers/${NONE}`,
    '/v2/stan/nowhere/tags/list',
    '/v2/stan/app/what',
  ])('of %s is its GET without the body', async (path) => {
    const [got, head] = [await send(`GET ${path}`), await send(`HEAD ${path}`)];
    const comparable = ({ headers: { date: _, 'x-request-id': __, ...headers } }: typeof got) => headers;
    expect([head.status, comparable(head)]).toEqual([got.status, comparable(got)]);
    expect(head.body).toHaveLength(0);
    expect(head.headers['content-length']).toBe(String(got.body.length));
    expect(head.headers['docker-distribution-api-version']).toBe('registry/2.0');
  });
});

describe('a manifest', () => {
  const empty: Content = {
    mediaType: OCI_EMPTY,
    digest: digestOf(Buffer.from('{}')),
    size: 2,
    bytes: Buffer.from('{}'),
  };
  const layer = image.blobs[1]!;
  const config = image.blobs[0]!;
  const child = descriptor(image);
  const base = {
    schemaVersion: 2,
    mediaType: OCI_IMAGE,
    config: descriptor(config),
    layers: [descriptor(layer)],
  };
  const foreign = {
    mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
    digest: NONE,
    size: 7,
    urls: ['https://example.com/layer'],
  };
  const nested = json(OCI_INDEX, { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [child] });
  const dockerConfig = { ...descriptor(config), mediaType: DOCKER_CONFIG };
  const dockerLayer = {
    ...descriptor(layer),
    mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  };

  it.each<[string, Content]>([
    ['without layers', json(OCI_IMAGE, { ...base, layers: [] })],
    ['without a mediaType of its own', json(OCI_IMAGE, { ...base, mediaType: undefined })],
    ['with a foreign layer', json(OCI_IMAGE, { ...base, layers: [descriptor(layer), foreign] })],
    ['with a data field', json(OCI_IMAGE, { ...base, config: { ...descriptor(empty), data: 'e30=' } })],
    ['with fields nobody knows', json(OCI_IMAGE, { ...base, 'org.example': { deep: [1, { x: null }] } })],
    [
      'that is an artifact',
      json(OCI_IMAGE, {
        ...base,
        artifactType: 'application/vnd.example',
        config: descriptor(empty),
        layers: [descriptor(empty)],
      }),
    ],
    [
      'of docker',
      json(DOCKER_IMAGE, {
        schemaVersion: 2,
        mediaType: DOCKER_IMAGE,
        config: dockerConfig,
        layers: [dockerLayer],
      }),
    ],
    ['that is an empty index', json(OCI_INDEX, { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] })],
    [
      'that is an index of an index',
      json(OCI_INDEX, { schemaVersion: 2, manifests: [descriptor(nested), child] }),
    ],
    [
      'with unusual bytes',
      raw(OCI_IMAGE, `\n ${JSON.stringify({ ...base, note: 'ü \u2028 🚢' }, null, 3)}\n\n`),
    ],
    ['with a key twice', raw(OCI_IMAGE, JSON.stringify(base).replace('{', '{"schemaVersion":2, '))],
  ])('%s comes back as it went', async (_, manifest) => {
    for (const blob of [empty, config, layer]) await putBlob(target('stan/kinds'), blob);
    await putAs('stan/kinds', image.digest, image);
    await putAs('stan/kinds', nested.digest, nested);
    expect(await putAs('stan/kinds', 'latest', manifest)).toMatchObject({
      status: 201,
      headers: {
        location: `/v2/stan/kinds/manifests/${manifest.digest}`,
        'docker-content-digest': manifest.digest,
      },
    });
    for (const reference of ['latest', manifest.digest]) {
      const got = await send(`GET /v2/stan/kinds/manifests/${reference}`);
      expect([got.status, got.headers['content-type']]).toEqual([200, manifest.mediaType]);
      expect(got.body.equals(manifest.bytes)).toBe(true);
    }
    const behind = await ask(env().registryUrl!, `GET /v2/stan/kinds/manifests/${manifest.digest}`, {
      headers: { accept: manifest.mediaType },
    });
    expect(behind.body.equals(manifest.bytes)).toBe(true);
  });

  it('that names what is not here is refused, and nothing of it stays', async () => {
    for (const manifest of [
      json(OCI_IMAGE, { ...base, layers: [{ ...descriptor(layer), digest: NONE }] }),
      imageIndex([{ ...image, digest: NONE }]),
    ]) {
      const answer = await putAs('stan/sparse', 'v1', manifest);
      expect([answer.status, errorCode(answer)]).toEqual([400, 'MANIFEST_BLOB_UNKNOWN']);
      expect((await send(`HEAD /v2/stan/sparse/manifests/${manifest.digest}`)).status).toBe(404);
    }
    expect((await send('GET /v2/stan/sparse/manifests/v1')).status).toBe(404);
  });

  it('under another digest than its own is refused', async () => {
    const answer = await putAs('stan/app', other.digest, image);
    expect([answer.status, errorCode(answer)]).toEqual([400, 'DIGEST_INVALID']);
  });

  it('is sent again or not by its digest', async () => {
    const get = (etag: string, method = 'GET') =>
      send(`${method} /v2/stan/app/manifests/v1`, { headers: { 'if-none-match': etag } });
    for (const same of [`"${image.digest}"`, `W/"${image.digest}"`, '*', `"x", "${image.digest}"`]) {
      expect(await get(same)).toMatchObject({
        status: 304,
        text: '',
        headers: { etag: `"${image.digest}"` },
      });
      expect((await get(same, 'HEAD')).status).toBe(304);
    }
    expect((await get(image.digest)).status).toBe(200);
  });

  const putAs = (repository: string, reference: string, { bytes, mediaType }: Content) =>
    send(`PUT /v2/${repository}/manifests/${reference}`, {
      body: bytes,
      headers: { 'content-type': mediaType },
    });
});

describe('a blob', () => {
  const bytes = Buffer.from('a blob that comes and goes');
  const digest = digestOf(bytes);
  const path = `/v2/stan/blobs/blobs/${digest}`;
  const post = () => send(`POST /v2/stan/blobs/blobs/uploads/?digest=${digest}`, { body: bytes });

  it('is gone when it is deleted, and back when it is pushed', async () => {
    for (let round = 0; round < 2; round++) {
      expect((await post()).status).toBe(201);
      expect((await send(`GET ${path}`)).body.equals(bytes)).toBe(true);
      expect((await send(`DELETE ${path}`)).status).toBe(202);
      for (const method of ['GET', 'HEAD', 'DELETE'])
        expect((await send(`${method} ${path}`)).status).toBe(404);
    }
  });

  it('is not deleted while an image needs it', async () => {
    const answer = await send(`DELETE /v2/stan/app/blobs/${image.blobs[0]!.digest}`);
    expect([answer.status, errorCode(answer)]).toEqual([405, 'UNSUPPORTED']);
  });

  it('of no bytes is one like any other', async () => {
    const nothing = digestOf(Buffer.alloc(0));
    expect((await send(`POST /v2/stan/blobs/blobs/uploads/?digest=${nothing}`)).status).toBe(201);
    const got = await send(`GET /v2/stan/blobs/blobs/${nothing}`);
    expect([got.status, got.body.length, got.headers['content-length']]).toEqual([200, 0, '0']);
    expect(
      (await send(`GET /v2/stan/blobs/blobs/${nothing}`, { headers: { range: 'bytes=0-' } })).status,
    ).toBe(416);
  });

  it('posted whole under a wrong digest is refused, and not there', async () => {
    const answer = await send(`POST /v2/stan/blobs/blobs/uploads/?digest=${NONE}`, { body: bytes });
    expect([answer.status, errorCode(answer)]).toEqual([400, 'DIGEST_INVALID']);
    expect((await send(`HEAD /v2/stan/blobs/blobs/${NONE}`)).status).toBe(404);
  });

  it('is asked for in chunks no smaller than upstream wants them', async () => {
    const started = await send('POST /v2/stan/blobs/blobs/uploads/');
    expect(started.headers['oci-chunk-min-length']).toBe('4096');
    const patched = await send(`PATCH ${started.headers.location}`, { body: bytes });
    expect(patched.headers['oci-chunk-min-length']).toBe('4096');
    expect((await send(`DELETE ${patched.headers.location}`)).status).toBe(204);
  });
});

describe('referrers', () => {
  it('are none in a repository that is not there yet, for whoever might pull from it', async () => {
    const answer = await send(`GET /v2/stan/nowhere/referrers/${NONE}`);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, OCI_INDEX]);
    expect(JSON.parse(answer.text)).toEqual({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] });
    expect((await send(`GET /v2/someone/nowhere/referrers/${NONE}`)).status).toBe(404);
  });
});

describe('before upstream hears of it', () => {
  const manifest = { body: '{}', headers: { 'content-type': OCI_IMAGE } };

  beforeEach(() => void upstream.asked.splice(0));

  it.each([
    ['GET', `/v2/stan/app/manifests/${sha512('x')}`, 400, 'DIGEST_INVALID'],
    ['PUT', `/v2/stan/app/manifests/${sha512('x')}`, 400, 'DIGEST_INVALID'],
    ['DELETE', `/v2/stan/app/manifests/${sha512('x')}`, 400, 'DIGEST_INVALID'],
    ['GET', `/v2/stan/app/blobs/${sha512('x')}`, 400, 'DIGEST_INVALID'],
    ['GET', `/v2/stan/app/referrers/${sha512('x')}`, 400, 'DIGEST_INVALID'],
    ['POST', `/v2/stan/app/blobs/uploads/?digest=${sha512('x')}`, 400, 'DIGEST_INVALID'],
    ['POST', '/v2/stan/app/blobs/uploads/?digest=', 400, 'DIGEST_INVALID'],
    ['PUT', `/v2/stan/app/manifests/sha256:${'A'.repeat(64)}`, 400, 'DIGEST_INVALID'],
    ['PUT', `/v2/stan/app/manifests/sha256:${'a'.repeat(63)}`, 400, 'DIGEST_INVALID'],
    ['GET', '/v2/stan/app/blobs/sha256:', 400, 'DIGEST_INVALID'],
    ['GET', '/v2/stan/app/blobs/v1', 400, 'DIGEST_INVALID'],
    ['PUT', `/v2/stan/app/manifests/${'t'.repeat(129)}`, 400, 'TAG_INVALID'],
    ['PUT', '/v2/stan/app/manifests/-v1', 400, 'TAG_INVALID'],
    ['GET', '/v2/stan/app/manifests/-v1', 404, 'MANIFEST_UNKNOWN'],
    ['PUT', '/v2/stan/App/manifests/v1', 400, 'NAME_INVALID'],
    ['POST', '/v2/stan/a__-b/blobs/uploads/', 400, 'NAME_INVALID'],
    ['POST', `/v2/stan/${'n'.repeat(256)}/blobs/uploads/`, 400, 'NAME_INVALID'],
    ['PUT', '/v2/stan/app/manifests/v1', 400, 'MANIFEST_INVALID'],
  ])('%s %s is %i %s', async (method, path, status, code) => {
    const answer = await send(`${method} ${path}`, method === 'PUT' ? manifest : {});
    expect([answer.status, errorCode(answer)]).toEqual([status, code]);
    expect(upstream.asked).toEqual([]);
  });

  it('a digest of another algorithm is told so', async () => {
    const { text } = await send(`GET /v2/stan/app/blobs/${sha512('x')}`);
    expect(text).toContain('stores content under sha256 digests only, not sha512');
    const named = {
      schemaVersion: 2,
      config: { mediaType: OCI_CONFIG, digest: sha512('x'), size: 1 },
      layers: [],
    };
    const put = await send('PUT /v2/stan/app/manifests/v1', { ...manifest, body: JSON.stringify(named) });
    expect([put.status, errorCode(put)]).toEqual([400, 'MANIFEST_INVALID']);
    expect(upstream.asked).toEqual([]);
  });

  it('an upload under a digest of another algorithm is refused, and can still be finished', async () => {
    const { headers } = await send('POST /v2/stan/app/blobs/uploads/');
    const patched = await send(`PATCH ${headers.location}`, { body: 'x' });
    upstream.asked.splice(0);
    expect(errorCode(await send(`PUT ${patched.headers.location}&digest=${sha512('x')}`))).toBe(
      'DIGEST_INVALID',
    );
    expect(upstream.asked).toEqual([]);
    const digest = digestOf(Buffer.from('x'));
    expect((await send(`PUT ${patched.headers.location}&digest=${digest}`)).status).toBe(201);
  });
});

function raw(mediaType: string, text: string): Content {
  const bytes = Buffer.from(text);
  return { mediaType, digest: digestOf(bytes), size: bytes.length, bytes };
}
