import { once } from 'node:events';
import http from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { env } from '#lib/env/env.ts';
import { ask, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { startGateway, type Gateway } from '../../e2e/support/lighter.ts';
import { MAX_IN_FLIGHT } from './registry/limit-in-flight.ts';

const WORKERS = 2;

let gateway: Gateway;
let ivan: Account;
let zara: Account;
let upload: URL;

beforeAll(async () => {
  const { databaseUrl, registryUrl } = env();
  gateway = await startGateway({
    DATABASE_URL: databaseUrl!,
    REGISTRY_URL: registryUrl!,
    GATEWAY_WORKERS: String(WORKERS),
    HOST: '127.0.0.1',
  });
  [ivan, zara] = [await makeAccount('ivan'), await makeAccount('zara')];
  const started = await ask(gateway.url, 'POST /v2/ivan/app/blobs/uploads/', { as: ivan.basic });
  upload = new URL(started.headers.location!, gateway.url);
});
afterAll(() => gateway.stop());

/** Each on a connection of its own, so in turns by another process. */
const status = async ({ name, basic }: Account) =>
  (
    await ask(gateway.url, `GET /v2/${name}/app/tags/list`, {
      as: basic,
      headers: { connection: 'close' },
    })
  ).status;

/** A request that its process has let in and that waits for its content; null: it was refused. */
async function held(): Promise<http.ClientRequest | null> {
  const request = http.request(upload, {
    method: 'PATCH',
    headers: {
      authorization: ivan.basic,
      'content-length': '2',
      expect: '100-continue',
      connection: 'close',
    },
  });
  request.on('error', () => undefined);
  request.flushHeaders();
  const letIn = await Promise.race([
    once(request, 'continue').then(() => true),
    once(request, 'response').then(() => false),
  ]);
  if (letIn) return request;
  request.destroy();
  return null;
}

it('one user fills no process, so that none of them is lost to the others', async () => {
  const holding: http.ClientRequest[] = [];
  // Processes take turns: once so many are refused in a row, all of them refuse.
  for (let refused = 0; refused < 2 * WORKERS;) {
    const request = await held();
    if (request) holding.push(request);
    refused = request ? 0 : refused + 1;
  }
  expect(holding.length).toBeLessThanOrEqual(MAX_IN_FLIGHT * WORKERS);
  for (let turn = 0; turn < 2 * WORKERS; turn++) {
    expect(await status(ivan)).toBe(429);
    expect(await status(zara)).not.toBe(429);
  }
  for (const request of holding) request.destroy();
  await vi.waitFor(async () => expect(await status(ivan)).not.toBe(429), 20_000);
});
