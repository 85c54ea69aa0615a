import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { completeEnvironment } from '#lib/env/env.ts';
import { parseExposition, valueOf } from '../../e2e/support/exposition.ts';
import { ask, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { push } from '../../e2e/support/push.ts';

const TOKEN = 'a-token-of-prometheus-with-36-chars.';
let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let mia: Account;

beforeAll(async () => {
  gateway = await gatewayHere({ METRICS_TOKEN: TOKEN });
  mia = await makeAccount('mia');
});
afterAll(() => gateway.close());

const scrape = () => ask(gateway.url, 'GET /metrics', { as: `Bearer ${TOKEN}` });

it('tells what was served, and what it took', async () => {
  const [image] = smallImages(1, 'metrics');
  await push({ url: gateway.url, repository: 'mia/app', authorization: mia.basic }, 'v1', image!);
  for (let i = 0; i < 2; i++) await ask(gateway.url, 'GET /v2/mia/app/manifests/v1', { as: mia.basic });
  // An answer is counted when its connection has carried it, a moment after the client has read it.
  await vi.waitFor(async () => {
    const { text, headers } = await scrape();
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const families = parseExposition(text);
    const served = { route: 'manifest.get', method: 'GET', status: '200' };
    expect(valueOf(families, 'lighter_http_requests_total', served)).toBe(2);
    expect(valueOf(families, 'lighter_http_request_duration_seconds_count', { route: 'manifest.get' })).toBe(
      2,
    );
    for (const event of ['started', 'finished'])
      expect(valueOf(families, 'lighter_upload_sessions_total', { event })).toBe(image!.blobs.length);
    expect(valueOf(families, 'lighter_manifest_cache_total', { result: 'hit' })).toBe(1);
    // The scrape itself, on the one connection that is open.
    expect(valueOf(families, 'lighter_http_requests_in_flight')).toBe(1);
    expect(valueOf(families, 'lighter_open_connections')).toBeGreaterThanOrEqual(1);
    for (const name of [
      'lighter_http_received_bytes_total',
      'lighter_http_sent_bytes_total',
      'lighter_upstream_request_duration_seconds_count',
      'lighter_upstream_request_duration_seconds_sum',
      'lighter_database_query_duration_seconds_count',
      'lighter_database_query_duration_seconds_sum',
      'lighter_http_request_duration_seconds_sum',
    ])
      expect([name, valueOf(families, name) > 0]).toEqual([name, true]);
    expect(
      valueOf(families, 'lighter_upstream_request_duration_seconds_count', { method: 'PUT' }),
    ).toBeGreaterThan(0);
    expect(valueOf(families, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    expect(families.get('lighter_event_loop_delay_seconds')?.samples).toHaveLength(1);
    expect(text).not.toContain('mia');
  }, 20_000);
});

it('tells no one else', async () => {
  expect((await ask(gateway.url, 'GET /metrics')).status).toBe(401);
  expect((await ask(gateway.url, 'GET /metrics', { as: mia.basic })).status).toBe(401);
  completeEnvironment({ METRICS_TOKEN: undefined });
  expect((await scrape()).status).toBe(404);
});
