import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fastClock } from '../../e2e/support/clock.ts';
import { startFaultyProxy, type FaultyProxy } from '../../e2e/support/faulty-proxy.ts';
import { ask, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { until } from '../../e2e/support/inside.ts';
import { startGateway, type Gateway } from '../../e2e/support/lighter.ts';
import { clientsOn } from '../../e2e/support/sockets.ts';
import { env } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { OCI_INDEX } from '#lib/oci/media-types.ts';

// The gateway's minute without progress takes 3 s here, its half minute for a header 1.5 s.
const TIMES = 20;
const MINUTE_MS = 60_000 / TIMES;

const METRICS = 'a-token-of-prometheus-with-36-chars.';
const MIB = 1024 * 1024;

let gateway: Gateway;
let upstream: FaultyProxy;
let port: number;
let carl: Account;

beforeAll(async () => {
  const { databaseUrl, registryUrl } = env();
  upstream = await startFaultyProxy(registryUrl!);
  gateway = await startGateway({
    DATABASE_URL: databaseUrl!,
    REGISTRY_URL: upstream.url,
    METRICS_TOKEN: METRICS,
    HOST: '127.0.0.1',
    ...fastClock(TIMES),
  });
  port = Number(new URL(gateway.url).port);
  carl = await makeAccount('carl');
  await store(randomBytes(100));
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const send = (request: string, options: Parameters<typeof ask>[2] = {}) =>
  ask(gateway.url, request, { as: carl.basic, ...options });

async function store(bytes: Buffer): Promise<string> {
  const digest = digestOf(bytes);
  const path = `POST /v2/carl/app/blobs/uploads/?digest=${digest}`;
  expect((await send(path, { body: bytes })).status).toBe(201);
  return digest;
}

/** A connection that has sent this, and reads nothing until it is resumed. */
async function open(text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

const head = (request: string, ...headers: string[]) =>
  [`${request} HTTP/1.1`, 'Host: x', `Authorization: ${carl.basic}`, ...headers, '', ''].join('\r\n');

/** What a client reads until the other side closes. */
async function heard(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (!socket.closed) await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

/** Waits until the gateway has let these clients go; their own ends are still open. */
async function letGo(...clients: Socket[]): Promise<void> {
  await until('the gateway has closed them', () => {
    const held = clientsOn(port);
    return clients.every(({ localPort }) => !held.includes(localPort!));
  });
  for (const client of clients) client.destroy();
}

describe.concurrent('a client that stalls', () => {
  it('in the middle of a download, wherever its bytes are then', async () => {
    const sizes = [0.1, 1, 2, 3, 4, 6, 8, 10, 12, 16, 24].map((mib) => mib * MIB);
    const digests = await Promise.all(sizes.map((size) => store(randomBytes(size))));
    await letGo(...(await Promise.all(digests.map((one) => open(head(`GET /v2/carl/app/blobs/${one}`))))));
  });

  it('in the middle of a manifest', async () => {
    const bytes = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        manifests: [],
        annotations: { long: 'x'.repeat(3.9 * MIB) },
      }),
    );
    const headers = { 'content-type': OCI_INDEX };
    expect((await send('PUT /v2/carl/app/manifests/large', { body: bytes, headers })).status).toBe(201);
    // On one connection, so that they do not all go into the kernel's buffers.
    await letGo(await open(head('GET /v2/carl/app/manifests/large').repeat(6)));
  });

  it('in the middle of an upload', async () => {
    const { headers } = await send('POST /v2/carl/stalled/blobs/uploads/');
    const client = await open(head(`PATCH ${headers.location}`, 'Content-Length: 1000000') + 'some');
    expect(await heard(client)).toMatch(/^HTTP\/1\.1 400 .*Nothing of the body has come/s);
    await until(
      'nothing goes on upstream',
      () => !upstream.open().some((line) => line.startsWith('PATCH /v2/carl/stalled/')),
    );
  });

  it.each([
    ['a manifest', 'PUT /v2/carl/app/manifests/v1', `Content-Type: ${OCI_INDEX}`],
    ['a form', 'POST /token', 'Content-Type: application/x-www-form-urlencoded'],
  ])('in the middle of %s', async (_, request, type) => {
    await letGo(await open(head(request, type, 'Content-Length: 1000') + '{'));
  });

  it('in the middle of a header, or before it', async () => {
    const silent = await open('');
    const half = await open('GET /v2/ HTTP/1.1\r\nHost: x\r\n');
    const dripping = await open('GET /v2/ HTTP/1.1\r\nA: ');
    const drip = setInterval(() => dripping.write('x'), 100);
    try {
      await letGo(silent, half, dripping);
    } finally {
      clearInterval(drip);
    }
  });

  it('but goes on before a minute is over gets all of it', async () => {
    const bytes = randomBytes(24 * MIB);
    const client = await open(head(`GET /v2/carl/app/blobs/${await store(bytes)}`, 'Connection: close'));
    // Of a single write of the gateway's, a MiB, less than all goes in a minute.
    const pace = (0.9 * MIB) / MINUTE_MS;
    const started = performance.now();
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of client as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      const early = length / pace - (performance.now() - started);
      if (early > 0 && length < 4 * MIB) await sleep(early);
    }
    const all = Buffer.concat(chunks);
    expect(all.subarray(all.indexOf('\r\n\r\n') + 4).equals(bytes)).toBe(true);
  });
});

describe.concurrent('a client that', () => {
  it('vanishes in the middle of an upload ends it upstream', async () => {
    const { headers } = await send('POST /v2/carl/vanished/blobs/uploads/');
    const line = 'PATCH /v2/carl/vanished/';
    const client = await open(head(`PATCH ${headers.location}`, 'Content-Length: 1000000') + 'some');
    const goesOn = () => upstream.open().some((request) => request.startsWith(line));
    await until('it goes on upstream', goesOn);
    client.resetAndDestroy();
    await until('it has ended upstream', () => !goesOn());
  });

  it('sends less than it said, and no more, is let go', async () => {
    const { headers } = await send('POST /v2/carl/less/blobs/uploads/');
    const client = await open(head(`PATCH ${headers.location}`, 'Content-Length: 1000') + 'some');
    client.end();
    await letGo(client);
    await until(
      'nothing goes on upstream',
      () => !upstream.open().some((line) => line.startsWith('PATCH /v2/carl/less/')),
    );
  });

  it('sends more than it said has stored what it said, and is let go', async () => {
    const { headers } = await send('POST /v2/carl/more/blobs/uploads/');
    const client = await open(
      head(`PATCH ${headers.location}`, 'Content-Length: 4') + 'some and more\r\n\r\n',
    );
    expect(await heard(client)).toMatch(/^HTTP\/1\.1 202 .*\r\nrange: 0-3\r\n.*\r\nHTTP\/1\.1 400 /is);
    await letGo(client);
  });
});

it('of all these nothing is left', async () => {
  await until('no connection is open', () => clientsOn(port).length === 0);
  const { text } = await send('GET /metrics', { as: `Bearer ${METRICS}` });
  expect(text).toMatch(/^lighter_http_requests_in_flight 1$/m);
  // Node warns where listeners pile up.
  expect(gateway.output()).not.toMatch(/Warning:/);
});
