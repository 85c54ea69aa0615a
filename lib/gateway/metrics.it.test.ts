import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { completeEnvironment } from '#lib/env/env.ts';
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
    for (const line of [
      'lighter_http_requests_total{route="manifest.get",method="GET",status="200"} 2',
      'lighter_http_request_duration_seconds_count{route="manifest.get"} 2',
      `lighter_upload_sessions_total{event="started"} ${image!.blobs.length}`,
      `lighter_upload_sessions_total{event="finished"} ${image!.blobs.length}`,
      'lighter_manifest_cache_total{result="hit"} 1',
      // The scrape itself.
      'lighter_http_requests_in_flight 1',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).toMatch(/^lighter_upstream_request_duration_seconds_count\{method="PUT"\} [1-9]/m);
    expect(text).toMatch(/^lighter_database_query_duration_seconds_count [1-9]/m);
    expect(text).toMatch(/^process_resident_memory_bytes [1-9]\d{6}/m);
    expect(text).toMatch(/^lighter_http_received_bytes_total [1-9]/m);
    expect(text).not.toContain('mia');
  });
});

it('tells no one else', async () => {
  expect((await ask(gateway.url, 'GET /metrics')).status).toBe(401);
  expect((await ask(gateway.url, 'GET /metrics', { as: mia.basic })).status).toBe(401);
  completeEnvironment({ METRICS_TOKEN: undefined });
  expect((await scrape()).status).toBe(404);
});
