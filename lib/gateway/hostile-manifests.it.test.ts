import { createHash } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, errorCode, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { descriptor, json, smallImages, type Content } from '../../e2e/support/images.ts';
import { startPassingProxy, type PassingProxy } from '../../e2e/support/passing-proxy.ts';
import { push } from '../../e2e/support/push.ts';
import { exchangeRaw } from '../../e2e/support/wire.ts';
import { query } from '#lib/db/pool.ts';
import { env } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { MAX_MANIFEST_BYTES } from '#lib/oci/manifest.ts';
import { OCI_IMAGE, OCI_INDEX } from '#lib/oci/media-types.ts';

// Manifests as large and as deep as can be: each is stored as it is or refused in a sentence, and nobody else waits for it.

/** Others are kept waiting for a tenth of a second; reading any of these as it comes, or in squared time, takes many times this. */
const MAX_PAUSE_MS = 1_000;

let gateway: Gateway;
type Gateway = Awaited<ReturnType<typeof gatewayHere>>;
let upstream: PassingProxy;
let hugo: Account;
const [image] = smallImages(1, 'hostile') as [ReturnType<typeof smallImages>[0]];

beforeAll(async () => {
  upstream = await startPassingProxy(env().registryUrl!);
  gateway = await gatewayHere({ REGISTRY_URL: upstream.url, LOG_LEVEL: 'error' });
  hugo = await makeAccount('hugo');
  await push({ url: gateway.url, repository: 'hugo/app', authorization: hugo.basic }, 'v1', image);
});

afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

beforeEach(() => void upstream.asked.splice(0));

const send = (request: string, options: Parameters<typeof ask>[2] = {}) =>
  ask(gateway.url, request, { as: hugo.basic, ...options });
const put = (reference: string, bytes: Buffer, type = OCI_INDEX) =>
  send(`PUT /v2/hugo/app/manifests/${reference}`, { body: bytes, headers: { 'content-type': type } });

/** What `work` gives, and for how long it kept everything else in the process waiting at the most. */
async function pauseDuring<Result>(work: () => Promise<Result>): Promise<[Result, number]> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const result = await work();
  delay.disable();
  return [result, delay.max / 1e6];
}

const child = (digest: string) => ({ mediaType: OCI_IMAGE, digest, size: image.size });
const index = (digests: string[]): Content =>
  json(OCI_INDEX, { schemaVersion: 2, mediaType: OCI_INDEX, manifests: digests.map(child) });
/** As many as an index of 4 MiB holds. */
const MOST = Math.floor((MAX_MANIFEST_BYTES - 200) / (JSON.stringify(child(image.digest)).length + 1));

describe('an index', () => {
  it('of as many children as fit is stored, read and deleted', async () => {
    const largest = index(Array<string>(MOST).fill(image.digest));
    expect(largest.size).toBeGreaterThan(0.99 * MAX_MANIFEST_BYTES);
    const [stored, pause] = await pauseDuring(() => put('largest', largest.bytes));
    expect(stored.status).toBe(201);
    expect(pause).toBeLessThan(MAX_PAUSE_MS);
    const [row] = await query(
      `SELECT count(*)::int AS children FROM manifest_child c JOIN manifest m ON m.id = c.manifest_id WHERE m.digest = $1`,
      [largest.digest],
    );
    expect(row).toEqual({ children: MOST });
    for (const reference of ['largest', largest.digest])
      expect((await send(`GET /v2/hugo/app/manifests/${reference}`)).body.equals(largest.bytes)).toBe(true);
    expect((await send('DELETE /v2/hugo/app/manifests/largest')).status).toBe(202);
    expect((await send('GET /v2/hugo/app/manifests/v1')).status).toBe(200);
  });

  it('of as many children that are not there is refused, and can be pushed again at once', async () => {
    const absent = Array.from({ length: MOST }, (_, number) => digestOf(Buffer.from(`absent ${number}`)));
    const sparse = index(absent);
    for (let round = 0; round < 2; round++) {
      const [refused, pause] = await pauseDuring(() => put('sparse', sparse.bytes));
      expect([refused.status, errorCode(refused)]).toEqual([400, 'MANIFEST_BLOB_UNKNOWN']);
      expect(refused.body.length).toBeLessThan(2_000);
      expect(pause).toBeLessThan(MAX_PAUSE_MS);
      expect(await query('SELECT 1 FROM operation')).toEqual([]);
    }
  });

  it('of 100,000 children is too large, which is said before it is read', async () => {
    const { bytes } = index(Array<string>(100_000).fill(image.digest));
    const answer = await put('huge', bytes);
    expect([answer.status, errorCode(answer)]).toEqual([413, 'MANIFEST_INVALID']);
    expect(answer.text).toContain('4194304 bytes');
    expect(upstream.asked).toEqual([]);
  });

  it('of indexes of indexes is no work without end, also in a circle of names', async () => {
    let inner = index([image.digest]);
    expect((await put(inner.digest, inner.bytes)).status).toBe(201);
    for (let depth = 0; depth < 40; depth++) {
      inner = index(Array<string>(50).fill(inner.digest));
      expect((await put(inner.digest, inner.bytes)).status).toBe(201);
    }
    expect((await put('deep', inner.bytes)).status).toBe(201);
    expect((await send('DELETE /v2/hugo/app/manifests/deep')).status).toBe(202);
  });
});

describe('a manifest', () => {
  it('larger than allowed, of unknown length, is refused when it is', async () => {
    const chunk = Buffer.alloc(64 * 1024, ' ').toString();
    const chunks = `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(65);
    const head = [
      'PUT /v2/hugo/app/manifests/v2 HTTP/1.1',
      'Host: x',
      `Authorization: ${hugo.basic}`,
      `Content-Type: ${OCI_INDEX}`,
      'Transfer-Encoding: chunked',
      'Connection: close',
    ];
    const [answer] = await exchangeRaw(gateway.url, `${head.join('\r\n')}\r\n\r\n${chunks}0\r\n\r\n`, [
      'PUT',
    ]);
    expect(answer?.status).toBe(413);
    expect(upstream.asked).toEqual([]);
  });

  it.each<[string, (inner: string) => string]>([
    ['in a field that nobody knows', (inner) => `{"schemaVersion":2,"manifests":[],"x":${inner}}`],
    ['in an annotation', (inner) => `{"schemaVersion":2,"manifests":[],"annotations":{"a":${inner}}}`],
    ['in a platform', (inner) => `{"schemaVersion":2,"manifests":[{"platform":${inner}}]}`],
    ['in place of children', (inner) => `{"schemaVersion":2,"manifests":${inner}}`],
    ['in place of the subject', (inner) => `{"schemaVersion":2,"manifests":[],"subject":${inner}}`],
    ['in place of all', (inner) => inner],
  ])('two million levels deep %s is refused', async (_, around) => {
    const levels = 1_000_000;
    for (const inner of [
      '['.repeat(2 * levels) + ']'.repeat(2 * levels - 200),
      '['.repeat(levels) + ']'.repeat(levels),
      '{"a":'.repeat(levels / 2) + '1' + '}'.repeat(levels / 2),
    ]) {
      const bytes = Buffer.from(around(inner));
      if (bytes.length > MAX_MANIFEST_BYTES) continue;
      const [answer, pause] = await pauseDuring(() => put('nested', bytes));
      expect([answer.status, errorCode(answer)]).toEqual([400, 'MANIFEST_INVALID']);
      expect(pause).toBeLessThan(MAX_PAUSE_MS);
    }
    expect((await send('GET /healthz')).status).toBe(200);
  });

  it('whose config is as deep is stored, its config left unread', async () => {
    const text = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const config = { mediaType: 'application/vnd.oci.image.config.v1+json', bytes: Buffer.from(text) };
    const digest = digestOf(config.bytes);
    const posted = await send(`POST /v2/hugo/app/blobs/uploads/?digest=${digest}`, { body: config.bytes });
    expect(posted.status).toBe(201);
    const manifest = json(OCI_IMAGE, {
      schemaVersion: 2,
      mediaType: OCI_IMAGE,
      config: { mediaType: config.mediaType, digest, size: config.bytes.length },
      layers: [descriptor(image.blobs[1]!)],
    });
    expect((await put('deep-config', manifest.bytes, OCI_IMAGE)).status).toBe(201);
    expect((await send('GET /v2/hugo/app/manifests/deep-config')).body.equals(manifest.bytes)).toBe(true);
  });
});

describe('the digest of a layer under /manifests/', () => {
  const layer = image.blobs[1]!;

  it.each(['GET', 'HEAD', 'DELETE'])(
    '%s: there is none, and nobody tells upstream to delete',
    async (method) => {
      expect((await send(`${method} /v2/hugo/app/manifests/${layer.digest}`)).status).toBe(404);
      expect(upstream.asked.filter((line) => line.startsWith('DELETE '))).toEqual([]);
      const behind = await ask(env().registryUrl!, `GET /v2/hugo/app/blobs/${layer.digest}`);
      expect(createHash('sha256').update(behind.body).digest('hex')).toBe(layer.digest.slice(7));
    },
  );

  it('PUT: it is none, and neither is what has that digest', async () => {
    expect((await put(layer.digest, layer.bytes, OCI_IMAGE)).status).toBe(400);
    expect((await put(layer.digest, image.bytes, OCI_IMAGE)).status).toBe(400);
    expect(upstream.asked).toEqual([]);
  });
});
