import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers, freePort, startChild, type Child } from '../../e2e/support/child.ts';
import { fastClock } from '../../e2e/support/clock.ts';
import { ask, makeAccount, tokenOf, type Account } from '../../e2e/support/gateway.ts';
import { startGateway, type Gateway } from '../../e2e/support/lighter.ts';
import { query } from '#lib/db/pool.ts';
import { env } from '#lib/env/env.ts';
import { digestOf } from '#lib/oci/digest.ts';

// Five minutes take 10 s here, for the gateway and for Node's HTTP server in it; a minute without progress takes 2 s.
const TIMES = 30;
const MINUTE_MS = 60_000 / TIMES;
const SCOPE = 'repository:sloane/app:pull,push';

let gateway: Gateway;
let sloane: Account;

beforeAll(async () => {
  await makeClock();
  const { databaseUrl, registryUrl } = env();
  gateway = await startGateway({
    DATABASE_URL: databaseUrl!,
    REGISTRY_URL: registryUrl!,
    HOST: '127.0.0.1',
    ...fastClock(TIMES),
  });
  sloane = await makeAccount('sloane');
});

afterAll(() => gateway.stop());

const bytes = randomBytes(120_000);
const STEPS = 120;
/** More than the five minutes after which Node ends a request by itself. */
const STEP_MS = (6 * MINUTE_MS) / STEPS;

/** Sends `bytes` a little at a time; gives the answer, or null when the server breaks off before all are sent. */
async function slowly(
  url: URL,
  headers: Record<string, string>,
  half: () => Promise<void>,
): Promise<http.IncomingMessage | null> {
  const request = http.request(url, { method: 'PATCH', headers, agent: false });
  const answer = new Promise<http.IncomingMessage | null>((resolve) => {
    request.once('response', (response) => resolve(response.resume()));
    request.once('error', () => resolve(null));
  });
  const step = bytes.length / STEPS;
  for (let sent = 0; sent < bytes.length && !request.destroyed; sent += step) {
    if (sent === bytes.length / 2) await half();
    request.write(bytes.subarray(sent, sent + step));
    await sleep(STEP_MS);
  }
  request.end();
  return answer;
}

describe.concurrent('six minutes', () => {
  it('an upload of more than five minutes, with a token that ends meanwhile, is stored', async () => {
    const token = await tokenOf(gateway.url, sloane, SCOPE);
    const send = (request: string, as: string) => ask(gateway.url, request, { as });
    const { headers } = await send('POST /v2/sloane/app/blobs/uploads/', token);
    const isOver = async () => (await send('GET /v2/sloane/app/tags/list', token)).status === 401;
    expect(await isOver()).toBe(false);
    const patch = await slowly(
      new URL(headers.location!, gateway.url),
      { authorization: token, 'transfer-encoding': 'chunked' },
      // Ten minutes it lives, and one more for clocks that differ.
      () => pass('11 minutes'),
    );
    expect([patch?.statusCode, patch?.headers.range]).toEqual([202, `0-${bytes.length - 1}`]);
    expect(await isOver()).toBe(true);
    const close = `PUT ${patch!.headers.location}&digest=${digestOf(bytes)}`;
    const refused = await send(close, token);
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([
      401,
      expect.stringContaining('scope="repository:sloane/app:pull,push"'),
    ]);
    const again = await tokenOf(gateway.url, sloane, SCOPE);
    expect((await send(close, again)).status).toBe(201);
    expect((await send(`GET /v2/sloane/app/blobs/${digestOf(bytes)}`, again)).body.equals(bytes)).toBe(true);
  });

  it("a server with Node's own limits breaks the same upload off, so this clock is fast indeed", async () => {
    const port = await freePort();
    const server = `require('node:http').createServer((request, response) =>
      request.resume().on('end', () => response.end())).listen(${port}, '127.0.0.1')`;
    const url = `http://127.0.0.1:${port}/`;
    const child: Child = await startChild(
      'plain-server',
      [process.execPath, '--eval', server],
      { ...process.env, ...fastClock(TIMES) },
      () => answers(url),
    );
    const answer = await slowly(new URL(url), { 'transfer-encoding': 'chunked' }, async () => undefined);
    expect(answer?.statusCode ?? 408).toBe(408);
    await child.kill('SIGKILL');
  });
});

/** Gives the database of this file a clock that can be put forward: the one by which tokens end. */
async function makeClock(): Promise<void> {
  const { pathname } = new URL(env().databaseUrl!);
  await query(`CREATE TABLE clock (ahead interval NOT NULL)`);
  await query(`INSERT INTO clock VALUES ('0')`);
  await query(
    `CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql
     AS 'SELECT pg_catalog.clock_timestamp() + ahead FROM public.clock'`,
  );
  // Before Postgres's own functions.
  await query(`ALTER DATABASE "${pathname.slice(1)}" SET search_path = public, pg_catalog`);
}

async function pass(time: string): Promise<void> {
  await query(`UPDATE clock SET ahead = $1::interval`, [time]);
}
