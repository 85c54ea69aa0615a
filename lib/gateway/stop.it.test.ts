import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fastClock } from '../../e2e/support/clock.ts';
import { startFaultyProxy, type FaultyProxy } from '../../e2e/support/faulty-proxy.ts';
import { ask, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { until } from '../../e2e/support/inside.ts';
import { startGateway, type Gateway } from '../../e2e/support/lighter.ts';
import { clientsOn } from '../../e2e/support/sockets.ts';
import { holdDownload, holdUpload } from '../../e2e/support/transfers.ts';
import { env } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';

// A gateway that is told to stop (SIGTERM): transfers have ten seconds to finish, and nothing new is begun.

const MIB = 1024 * 1024;
/** More than what the sockets on its way hold. */
const bytes = randomBytes(24 * MIB);
const DIGEST = digestOf(bytes);
const half = bytes.length / 2;
const TIMES = 20;
/** Whoever is not gone by then is killed, see child.ts. */
const KILLED_AFTER_MS = 15_000;
const NOT_LET_IN_MS = 1_000;

let upstream: FaultyProxy;
let stella: Account;

beforeAll(async () => {
  upstream = await startFaultyProxy(env().registryUrl!);
  stella = await makeAccount('stella');
});
afterAll(() => upstream.close());

describe.each(['1', '2'])('a gateway of %s processes', (workers) => {
  const started = (more: Record<string, string> = {}) =>
    startGateway({
      DATABASE_URL: env().databaseUrl!,
      REGISTRY_URL: upstream.url,
      GATEWAY_WORKERS: workers,
      HOST: '127.0.0.1',
      ...more,
    });
  const send = (gateway: Gateway, request: string, options: Parameters<typeof ask>[2] = {}) =>
    ask(gateway.url, request, { as: stella.basic, ...options });
  const startUpload = async (gateway: Gateway) =>
    (await send(gateway, 'POST /v2/stella/app/blobs/uploads/')).headers.location!;

  it('finishes what is under way, closes what is idle, and takes nothing new', async () => {
    const gateway = await started();
    const stored = await send(gateway, `POST /v2/stella/app/blobs/uploads/?digest=${DIGEST}`, {
      body: bytes,
    });
    expect(stored.status).toBe(201);
    const idle = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    idle.write(`GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`);
    await once(idle, 'data');
    const idleClosed = once(idle.resume(), 'close');
    const download = await holdDownload(gateway.url, `/v2/stella/app/blobs/${DIGEST}`, stella.basic);
    const upload = await holdUpload(gateway.url, await startUpload(gateway), stella.basic, bytes.length);
    upload.request.write(bytes.subarray(0, half));

    const stopped = gateway.stop();
    await until('nobody is let in', async () => !(await isOpen(gateway.url)));
    await idleClosed;
    upload.request.end(bytes.subarray(half));
    expect((await upload.answer).headers).toMatchObject({
      range: `0-${bytes.length - 1}`,
      connection: 'close',
    });
    expect((await download.rest()).equals(bytes)).toBe(true);
    await stopped;

    // What it was in the middle of goes on at the next.
    const next = await started();
    const { location } = (await upload.answer).headers;
    expect((await send(next, `PUT ${location}&digest=${DIGEST}`)).status).toBe(201);
    await next.stop();
  });

  it('ends what does not finish', async () => {
    const gateway = await started(fastClock(TIMES));
    const port = Number(new URL(gateway.url).port);
    const download = await holdDownload(gateway.url, `/v2/stella/app/blobs/${DIGEST}`, stella.basic);
    const upload = await holdUpload(gateway.url, await startUpload(gateway), stella.basic, bytes.length);
    upload.request.write(bytes.subarray(0, half));
    const silent = connect(port, '127.0.0.1').on('error', () => undefined);
    await once(silent, 'connect');
    await until('the upload goes on upstream', () => uploads().length > 0);

    const told = performance.now();
    await gateway.stop();
    expect(performance.now() - told).toBeLessThan(KILLED_AFTER_MS);
    await expect(download.rest()).rejects.toThrow('aborted');
    await expect(upload.answer).rejects.toThrow();
    await until('nothing goes on upstream', () => uploads().length === 0);
    expect(clientsOn(port)).toEqual([]);
    silent.destroy();
  });
});

const uploads = () => upstream.open().filter((line) => line.startsWith('PATCH '));

async function isOpen(url: string): Promise<boolean> {
  const request = http.get(`${url}/healthz`, { agent: false });
  // What comes in the moment that a process stops may be given to that process, and is not let in either.
  request.setTimeout(NOT_LET_IN_MS, () => request.destroy());
  return new Promise((resolve) => {
    request.once('error', () => resolve(false));
    request.once('response', (answer) => {
      answer.resume();
      resolve(true);
    });
  });
}
