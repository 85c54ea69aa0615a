import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { env } from '#lib/env/env.ts';
import { childrenOf } from '../../e2e/support/children.ts';
import { parseExposition, valueOf, type MetricFamily } from '../../e2e/support/exposition.ts';
import { ask, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { startGateway, type Gateway } from '../../e2e/support/lighter.ts';

const TOKEN = 'a-token-of-prometheus-with-36-chars.';
const WORKERS = 2;
const ROUNDS = 10;

let gateway: Gateway;
let moe: Account;

beforeAll(async () => {
  const { databaseUrl, registryUrl } = env();
  gateway = await startGateway({
    DATABASE_URL: databaseUrl!,
    REGISTRY_URL: registryUrl!,
    GATEWAY_WORKERS: String(WORKERS),
    HOST: '127.0.0.1',
    METRICS_TOKEN: TOKEN,
  });
  moe = await makeAccount('moe');
});
afterAll(() => gateway.stop());

/** Each request on a connection of its own, so in turns by another process. */
const send = (path: string, as: string) =>
  ask(gateway.url, `GET ${path}`, { as, headers: { connection: 'close' } });
const look = () => send('/v2/moe/app/tags/list', moe.basic);
async function scrape(): Promise<Map<string, MetricFamily>> {
  const answer = await send('/metrics', `Bearer ${TOKEN}`);
  expect(answer.status).toBe(200);
  return parseExposition(answer.text);
}
const gaveUp = () =>
  sleep(3_000, undefined, { ref: false }).then(() => {
    throw new Error('no answer');
  });
const served = (families: Map<string, MetricFamily>) =>
  valueOf(families, 'lighter_http_requests_total', { route: 'tags' });
const workersIn = (families: Map<string, MetricFamily>) =>
  families
    .get('process_resident_memory_bytes')!
    .samples.map(({ labels }) => labels.worker)
    .sort();

it('are the same, whichever process answers', async () => {
  for (let round = 0; round < ROUNDS; round++) await look();
  await vi.waitFor(async () => {
    for (let round = 0; round < WORKERS; round++) {
      const families = await scrape();
      expect(served(families)).toBe(ROUNDS);
      expect(valueOf(families, 'lighter_http_request_duration_seconds_count', { route: 'tags' })).toBe(
        ROUNDS,
      );
      expect(workersIn(families)).toEqual(['1', '2', 'primary']);
    }
  }, 45_000);
  const all = await Promise.all(Array.from({ length: 20 }, scrape));
  expect(new Set(all.map(served))).toEqual(new Set([ROUNDS]));
});

it('never fall when a process dies', async () => {
  const before = await scrape();
  const killed = childrenOf(gateway.pid())[0]!;
  process.kill(killed, 'SIGKILL');
  let families = before;
  await vi.waitFor(async () => {
    // A connection that was handed to the killed process a moment before is never answered (Node's cluster): the next one is.
    families = await Promise.race([scrape(), gaveUp()]);
    expect(workersIn(families)).toContain('3');
    expect(workersIn(families)).toHaveLength(WORKERS + 1);
  }, 45_000);
  for (const [name, { type, samples }] of before) {
    if (type === 'gauge') continue;
    for (const { name: sample, labels, value } of samples)
      expect([name, labels, valueOf(families, sample, labels) >= value]).toEqual([name, labels, true]);
  }
  expect(served(families)).toBe(ROUNDS);
  // Of all: nothing of the dead one is under way.
  await vi.waitFor(
    async () => expect(valueOf(await scrape(), 'lighter_http_requests_in_flight')).toBe(1),
    45_000,
  );
});

it('are given though a process hangs', async () => {
  const stopped = childrenOf(gateway.pid())[0]!;
  process.kill(stopped, 'SIGSTOP');
  // Every second connection goes to the one that hangs, which answers once it goes on.
  const answers = Array.from({ length: WORKERS * 2 }, () => scrape());
  const first = await Promise.race([...answers, sleep(45_000, null, { ref: false })]);
  process.kill(stopped, 'SIGCONT');
  expect(first && served(first)).toBe(ROUNDS);
  expect((await Promise.all(answers)).map(served)).toEqual(answers.map(() => ROUNDS));
});
