import { randomBytes } from 'node:crypto';
import type { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { skopeo } from '../../e2e/support/clients.ts';
import { ask, errorCode, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { until } from '../../e2e/support/inside.ts';
import { buildImage, smallImages, type Image } from '../../e2e/support/images.ts';
import { writeLayout } from '../../e2e/support/layout.ts';
import { push } from '../../e2e/support/push.ts';
import { startRegistry, type Registry } from '../../e2e/support/registry.ts';
import { newFolder } from '../../e2e/support/run-folder.ts';
import { fillDisk, resizeDisk, smallDisk, whyNoSmallDisk } from '../../e2e/support/small-disk.ts';
import { query } from '#lib/db/pool.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { upstreamConnection } from '#lib/registry/connection.ts';

const MIB = 1024 * 1024;
const ROOM = 64 * MIB;
const METRICS = 'a-token-of-prometheus-with-36-chars.';
/** A refusal takes milliseconds; this is far from the time limits of the gateway, and enough for a busy machine. */
const AT_ONCE_MS = 10_000;

const reason = whyNoSmallDisk();
if (reason !== null) process.stdout.write(`Skipped, as no disk can be made small here: ${reason}\n`);

describe.skipIf(reason !== null)('while the disk of the registry is full', () => {
  let registry: Registry;
  let gateway: Awaited<ReturnType<typeof gatewayHere>>;
  let dirk: Account;

  beforeAll(async () => {
    registry = await startRegistry({ within: smallDisk(ROOM) });
    // What goes wrong here is meant to, and each would be a line in the log.
    gateway = await gatewayHere({ REGISTRY_URL: registry.url, METRICS_TOKEN: METRICS, LOG_LEVEL: 'error' });
    dirk = await makeAccount('dirk');
  });

  afterAll(async () => {
    await gateway.close();
    await registry.stop();
  });

  const send = (request: string, options: Parameters<typeof ask>[2] = {}) =>
    ask(gateway.url, request, { as: dirk.basic, ...options });
  const start = async () => (await send('POST /v2/dirk/app/blobs/uploads/')).headers.location!;
  const putManifest = (tag: string, { bytes, mediaType }: { bytes: Buffer; mediaType: string }) =>
    send(`PUT /v2/dirk/app/manifests/${tag}`, { body: bytes, headers: { 'content-type': mediaType } });

  async function expectFull(request: () => ReturnType<typeof ask>): Promise<void> {
    const started = performance.now();
    const answer = await request();
    expect([answer.status, errorCode(answer)]).toEqual([502, 'UNAVAILABLE']);
    expect(answer.text).toMatch(/[Ii]ts disk may be full.*Try again later/);
    expect(performance.now() - started).toBeLessThan(AT_ONCE_MS);
  }

  async function expectNothingHeld(): Promise<void> {
    const { agent } = upstreamConnection().options;
    await until('no request is open upstream', () => Object.keys((agent as Agent).sockets).length === 0);
    const { text } = await send('GET /metrics', { as: `Bearer ${METRICS}` });
    expect(text).toMatch(/^lighter_http_requests_in_flight 1$/m);
  }

  const bytes = randomBytes(8 * MIB);
  const digest = digestOf(bytes);

  it.each<[string, () => ReturnType<typeof ask>]>([
    ['the PATCH of a blob', async () => send(`PATCH ${await start()}`, { body: bytes })],
    ['a whole blob in a PUT', async () => send(`PUT ${await start()}&digest=${digest}`, { body: bytes })],
    [
      'a whole blob in a POST',
      () => send(`POST /v2/dirk/app/blobs/uploads/?digest=${digest}`, { body: bytes }),
    ],
  ])('%s is told so, holds nothing, and goes once there is room', async (_, request) => {
    // Room for the start of an upload, and for some of what comes then.
    fillDisk(registry, { but: MIB });
    await expectFull(request);
    expect((await send(`HEAD /v2/dirk/app/blobs/${digest}`)).status).toBe(404);
    await expectNothingHeld();
    resizeDisk(registry, ROOM);

    const again = await request();
    expect(again.status).toBeLessThan(300);
    if (again.status === 202)
      expect((await send(`PUT ${again.headers.location}&digest=${digest}`)).status).toBe(201);
    expect((await send(`GET /v2/dirk/app/blobs/${digest}`)).body.equals(bytes)).toBe(true);
    expect((await send(`DELETE /v2/dirk/app/blobs/${digest}`)).status).toBe(202);
  });

  it('a manifest is told so, under a new tag and a tag that moves, and goes once there is room', async () => {
    const [before, after] = smallImages(2, 'full') as [Image, Image];
    const target = { url: gateway.url, repository: 'dirk/app', authorization: dirk.basic };
    await push(target, 'moved', before);
    await push(target, 'other', after);
    fillDisk(registry);
    for (const tag of ['new', 'moved']) await expectFull(() => putManifest(tag, after));
    await expectNothingHeld();
    // The index still has what was acknowledged.
    expect((await send('HEAD /v2/dirk/app/manifests/new')).status).toBe(404);
    expect((await send('GET /v2/dirk/app/manifests/moved')).body.equals(before.bytes)).toBe(true);

    resizeDisk(registry, ROOM);
    const again = await Promise.all(['new', 'moved'].map((tag) => putManifest(tag, after)));
    expect(again.map(({ status }) => status)).toEqual([201, 201]);
    for (const tag of ['new', 'moved']) {
      expect((await send(`GET /v2/dirk/app/manifests/${tag}`)).body.equals(after.bytes)).toBe(true);
      const behind = await ask(registry.url, `HEAD /v2/dirk/app/manifests/${tag}`, {
        headers: { accept: after.mediaType },
      });
      expect(behind.headers['docker-content-digest']).toBe(after.digest);
    }
    expect(await query('SELECT 1 FROM operation')).toEqual([]);
  });

  it('a client shows the sentence, and its next push works', async () => {
    const image = buildImage('amd64', {}, [
      { instruction: 'COPY noise /', files: [{ kind: 'file', path: 'noise', bytes }] },
    ]);
    const layout = newFolder('layout');
    await writeLayout(layout, { image });
    const client = skopeo();
    await client.login(gateway.host, dirk.name, dirk.password);
    const copy = [
      'copy',
      '--dest-tls-verify=false',
      `oci:${layout}:image`,
      `docker://${gateway.host}/dirk/app:v1`,
    ];
    fillDisk(registry, { but: MIB });
    const refused = await client.try(...copy);
    expect(refused.ok).toBe(false);
    expect(refused.stderr).toContain('its disk may be full');
    resizeDisk(registry, ROOM);
    expect(await client.try(...copy)).toMatchObject({ ok: true });
    expect((await send('GET /v2/dirk/app/manifests/v1')).body.equals(image.bytes)).toBe(true);
  });
});
