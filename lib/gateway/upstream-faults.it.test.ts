import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fastClock } from '../../e2e/support/clock.ts';
import { startFaultyProxy, type FaultyProxy } from '../../e2e/support/faulty-proxy.ts';
import { ask, errorCode, makeAccount, type Account, type Answered } from '../../e2e/support/gateway.ts';
import { smallImages, type Image } from '../../e2e/support/images.ts';
import { until } from '../../e2e/support/inside.ts';
import { startGateway, type Gateway } from '../../e2e/support/lighter.ts';
import { push } from '../../e2e/support/push.ts';
import { holdDownload } from '../../e2e/support/transfers.ts';
import { env } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';

// The gateway's minute takes 3 s here, the half minute that it gives upstream 1.5 s; limits under 10 s take their time.
const TIMES = 20;
/** The longest limit that a request meets here, and what a busy machine adds. */
const TOLD_WITHIN_MS = 20_000;

const METRICS = 'a-token-of-prometheus-with-36-chars.';
const MIB = 1024 * 1024;

/** Of each a tag of its own: a write whose outcome is not known keeps its tag for a while. */
const FAULTS = ['down', 'silent', 'half'] as const;
type Fault = (typeof FAULTS)[number];

let upstream: FaultyProxy;
let gateway: Gateway;
let fred: Account;
const [image, other] = smallImages(2, 'upstream faults') as [Image, Image];
const small = randomBytes(1000);
/** More than what the sockets on its way hold. */
const large = randomBytes(24 * MIB);

beforeAll(async () => {
  const { databaseUrl, registryUrl } = env();
  upstream = await startFaultyProxy(registryUrl!);
  gateway = await startGateway({
    DATABASE_URL: databaseUrl!,
    REGISTRY_URL: upstream.url,
    UPSTREAM_MODE: 'shared',
    METRICS_TOKEN: METRICS,
    HOST: '127.0.0.1',
    ...fastClock(TIMES),
  });
  fred = await makeAccount('fred');
  const target = { url: gateway.url, repository: 'fred/app', authorization: fred.basic };
  for (const tag of ['v1', ...FAULTS.map((name) => `old-${name}`)]) await push(target, tag, image);
  for (const blob of [...other.blobs.map(({ bytes }) => bytes), small, large])
    expect(
      (await send(`POST /v2/fred/app/blobs/uploads/?digest=${digestOf(blob)}`, { body: blob })).status,
    ).toBe(201);
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const send = (request: string, options: Parameters<typeof ask>[2] = {}) =>
  ask(gateway.url, request, { as: fred.basic, ...options });
const blob = (bytes: Buffer) => `/v2/fred/app/blobs/${digestOf(bytes)}`;
const putManifest = (tag: string) =>
  send(`PUT /v2/fred/app/manifests/${tag}`, {
    body: other.bytes,
    headers: { 'content-type': other.mediaType },
  });

/** Everything that can't be answered without the registry; `location` is that of an upload under way. */
const requests = (fault: Fault, location: string): Record<string, () => Promise<Answered>> => ({
  'a small blob': () => send(`GET ${blob(small)}`),
  'a large blob': () => send(`GET ${blob(large)}`),
  'a part of a blob': () => send(`GET ${blob(large)}`, { headers: { range: 'bytes=5-9' } }),
  'a tag that others may have moved': () => send('GET /v2/fred/app/manifests/v1'),
  'a manifest that is not in the index': () =>
    send(`HEAD /v2/fred/app/manifests/${digestOf(randomBytes(9))}`),
  'the start of an upload': () => send('POST /v2/fred/app/blobs/uploads/'),
  'a mount': () => send(`POST /v2/fred/other/blobs/uploads/?mount=${digestOf(small)}&from=fred/app`),
  'a whole blob': () =>
    send(`POST /v2/fred/app/blobs/uploads/?digest=${digestOf(Buffer.from('x'))}`, { body: 'x' }),
  'how far an upload is': () => send(`GET ${location}`),
  'a chunk': () => send(`PATCH ${location}`, { body: 'x' }),
  'the end of an upload': () => send(`PUT ${location}&digest=${digestOf(small)}`, { body: small }),
  'a manifest to store': () => putManifest(`new-${fault}`),
  'a tag to delete': () => send(`DELETE /v2/fred/app/manifests/old-${fault}`),
});

/** Asks for everything at once; each gets this status, a sentence, and a time to come back, before long. */
async function expectAll(fault: Fault, status: number, location: string): Promise<void> {
  const all = Object.entries(requests(fault, location)).map(async ([what, request]) => {
    const started = performance.now();
    const answer = await request();
    expect([what, answer.status]).toEqual([what, status]);
    if (answer.text) expect([what, errorCode(answer)]).toEqual([what, 'UNAVAILABLE']);
    expect(Number(answer.headers['retry-after']), what).toBeGreaterThan(0);
    expect(performance.now() - started, what).toBeLessThan(TOLD_WITHIN_MS);
  });
  await Promise.all(all);
}

async function readiness(): Promise<Record<string, { ok: boolean; message: string }>> {
  const { status, text } = await send('GET /readyz');
  expect(status).toBe(503);
  return (JSON.parse(text) as { checks: Record<string, { ok: boolean; message: string }> }).checks;
}

/** All is as before, without a restart; nothing is left open. */
async function expectWell(): Promise<void> {
  await upstream.recover();
  await until('a manifest is stored', async () => (await putManifest('v3')).status === 201);
  expect((await send(`GET ${blob(large)}`)).body.equals(large)).toBe(true);
  await until('readyz is told so', async () =>
    /"registry":\{"ok":true/.test((await send('GET /readyz')).text),
  );
  const { text } = await send('GET /metrics', { as: `Bearer ${METRICS}` });
  expect(text).toMatch(/^lighter_http_requests_in_flight 1$/m);
}

const startUpload = async () => (await send('POST /v2/fred/app/blobs/uploads/')).headers.location!;

describe('an upstream that', () => {
  it('is down is told with 502 at once, and by readyz', async () => {
    const location = await startUpload();
    await upstream.refuse();
    await expectAll('down', 502, location);
    const { registry, database } = await readiness();
    expect([registry?.ok, registry?.message, database?.ok]).toEqual([
      false,
      expect.stringContaining('can not be reached'),
      true,
    ]);
    await expectWell();
  });

  it.each([
    ['takes connections and never answers', 'silent', 0],
    ['begins an answer and never ends it', 'half', 12],
  ] as const)('%s is told with 504 in bounded time, and by readyz', async (_, fault, bytes) => {
    const location = await startUpload();
    upstream.fail({ down: bytes });
    await expectAll(fault, 504, location);
    const { registry, database } = await readiness();
    expect([registry?.ok, registry?.message, database?.ok]).toEqual([
      false,
      expect.stringContaining('in time'),
      true,
    ]);
    await expectWell();
  });

  it('stops in the middle of a blob breaks the answer off, so that nobody takes it for whole', async () => {
    const started = performance.now();
    upstream.fail({ down: large.length / 2 });
    const download = await holdDownload(gateway.url, blob(large), fred.basic);
    await expect(download.rest()).rejects.toThrow('aborted');
    expect(performance.now() - started).toBeLessThan(TOLD_WITHIN_MS);
    await expectWell();
  });

  it('takes half of an upload and no more is told with 504', async () => {
    const location = await startUpload();
    upstream.fail({ up: large.length / 2 });
    const started = performance.now();
    const answer = await send(`PATCH ${location}`, { body: large });
    expect([answer.status, errorCode(answer)]).toEqual([504, 'UNAVAILABLE']);
    expect(performance.now() - started).toBeLessThan(TOLD_WITHIN_MS);
    await expectWell();
  });
});
