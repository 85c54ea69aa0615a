import { once } from 'node:events';
import http from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ask, errorCode, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { MAX_IN_FLIGHT } from './registry/limit-in-flight.ts';

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let ivy: Account;
let zoe: Account;

beforeAll(async () => {
  gateway = await gatewayHere();
  [ivy, zoe] = [await makeAccount('ivy'), await makeAccount('zoe')];
});
afterAll(() => gateway.close());

const list = (account: Account) =>
  ask(gateway.url, `GET /v2/${account.name}/app/tags/list`, { as: account.basic });

/** An upload that sends a first byte and then waits. */
async function heldUpload(): Promise<http.ClientRequest> {
  const started = await ask(gateway.url, 'POST /v2/ivy/app/blobs/uploads/', { as: ivy.basic });
  expect(started.status).toBe(202);
  const held = http.request(new URL(started.headers.location!, gateway.url), {
    method: 'PATCH',
    headers: { authorization: ivy.basic, 'content-length': '2', expect: '100-continue' },
  });
  held.on('error', () => undefined);
  held.flushHeaders();
  // The gateway has let it in and waits for its content.
  await once(held, 'continue');
  return held;
}

it('one user with too many uploads waits, others do not, and all goes on once they end', async () => {
  const held: http.ClientRequest[] = [];
  for (let i = 0; i < MAX_IN_FLIGHT; i++) held.push(await heldUpload());
  const refused = await list(ivy);
  expect([refused.status, errorCode(refused), refused.headers['retry-after']]).toEqual([
    429,
    'TOOMANYREQUESTS',
    '1',
  ]);
  expect((await list(zoe)).status).not.toBe(429);
  for (const request of held) request.destroy();
  await vi.waitFor(async () => expect((await list(ivy)).status).not.toBe(429), 20_000);
});
