import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { busyboxIndex, type ImageIndex } from '../../e2e/support/images.ts';
import { startGateway, type Gateway } from '../../e2e/support/lighter.ts';
import { push } from '../../e2e/support/push.ts';
import { query } from '#lib/db/pool.ts';
import { env } from '#lib/env/env.ts';

const WORKERS = 2;

let gateway: Gateway;
let wim: Account;
let index: ImageIndex;

beforeAll(async () => {
  const { databaseUrl, registryUrl } = env();
  gateway = await startGateway({
    DATABASE_URL: databaseUrl!,
    REGISTRY_URL: registryUrl!,
    GATEWAY_WORKERS: String(WORKERS),
    HOST: '127.0.0.1',
  });
  wim = await makeAccount('wim');
  index = await busyboxIndex();
});

afterAll(() => gateway.stop());

/** Each on a connection of its own, so in turns by another process. */
const send = (request: string) =>
  ask(gateway.url, request, { as: wim.basic, headers: { connection: 'close' } });

async function workers(): Promise<number[]> {
  const pid = gateway.pid();
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

describe('a gateway of several processes', () => {
  it('takes requests in any of them, and counts a pull once', async () => {
    await push({ url: gateway.url, repository: 'wim/app', authorization: wim.basic }, 'v1', index);
    expect(await workers()).toHaveLength(WORKERS);
    expect((await send('HEAD /v2/wim/app/manifests/v1')).status).toBe(200);
    expect((await send(`GET /v2/wim/app/manifests/${index.digest}`)).status).toBe(200);
    expect((await send(`GET /v2/wim/app/manifests/${index.images[0]!.digest}`)).status).toBe(200);
    let counted: { pulls: number }[] = [];
    while (counted.length === 0) {
      await sleep(100);
      counted = await query<{ pulls: number }>(
        `SELECT pull_count AS pulls FROM repository WHERE name = 'wim/app' AND pull_count > 0`,
      );
    }
    expect(counted).toEqual([{ pulls: 1 }]);
  });

  it('replaces one that was killed', async () => {
    const [killed] = await workers();
    process.kill(killed!, 'SIGKILL');
    let now: number[] = [];
    while (now.length < WORKERS || now.includes(killed!)) {
      await sleep(50);
      now = await workers();
    }
    while (
      !(await send('GET /v2/wim/app/manifests/v1').then(
        ({ status }) => status === 200,
        () => false,
      ))
    )
      await sleep(50);
  });

  it('lets what is under way finish when it is stopped', async () => {
    const bytes = index.images[0]!.blobs.at(1)!;
    const request = http.get(`${gateway.url}/v2/wim/app/blobs/${bytes.digest}`, {
      headers: { authorization: wim.basic },
      agent: false,
    });
    const answer = await new Promise<http.IncomingMessage>((resolve) => request.once('response', resolve));
    answer.pause();
    const stopped = gateway.stop();
    await sleep(300);
    const chunks: Buffer[] = [];
    for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(bytes.bytes)).toBe(true);
    await stopped;
    await gateway.start();
  });
});
