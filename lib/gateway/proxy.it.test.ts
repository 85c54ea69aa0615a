import { once } from 'node:events';
import http, { type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, createBrotliDecompress, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, gatewayHere } from '../../e2e/support/gateway.ts';
import { completeEnvironment } from '#lib/env/env.ts';

const PAGE = `<!doctype html><title>pages</title>${'<p>text</p>'.repeat(500)}`;

/** In place of the pages: what it was asked, and answers of each kind that they give. */
let seen: IncomingHttpHeaders = {};
let events: http.ServerResponse | undefined;
const pages = http.createServer((request, response) => {
  seen = request.headers;
  const answers: Record<string, () => unknown> = {
    '/page': () =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', etag: '"1"' }).end(PAGE),
    '/small': () => response.writeHead(200, { 'content-type': 'text/css', 'content-length': 4 }).end('a{}\n'),
    '/image': () => response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(5000)),
    '/streamed': () => response.writeHead(200, { 'content-type': 'text/html' }).write('first'),
    '/events': () => {
      events = response;
      response
        .writeHead(200, { 'content-type': 'text/event-stream', connection: 'keep-alive' })
        .flushHeaders();
    },
    '/echo': () => request.pipe(response.writeHead(200, { 'content-type': 'application/octet-stream' })),
  };
  const answer = answers[request.url ?? ''];
  if (answer) answer();
  else response.writeHead(404).end();
});

let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let webUrl: string;

beforeAll(async () => {
  pages.listen(0, '127.0.0.1');
  await once(pages, 'listening');
  webUrl = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  gateway = await gatewayHere({ WEB_URL: webUrl });
});

beforeEach(() => completeEnvironment({ WEB_URL: webUrl, TRUSTED_PROXIES: '', PUBLIC_URL: '' }));

afterAll(async () => {
  pages.closeAllConnections();
  pages.close();
  await gateway.close();
});

describe('a page', () => {
  it('comes with a policy whose nonce only it knows', async () => {
    const answer = await ask(gateway.url, 'GET /page', {
      headers: { 'x-nonce': 'mine', 'content-security-policy': 'mine' },
    });
    const policy = answer.headers['content-security-policy']!;
    expect(policy).toContain(`'nonce-${String(seen['x-nonce'])}'`);
    expect(seen['content-security-policy']).toBe(policy);
    expect(policy).toContain("frame-ancestors 'none'");
    const nonce = seen['x-nonce'];
    await ask(gateway.url, 'GET /page');
    expect(seen['x-nonce']).not.toBe(nonce);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });

  it('is compressed as the browser likes it', async () => {
    const [br, gzip, none] = await Promise.all(
      ['gzip, br', 'gzip', 'br;q=0'].map((encoding) =>
        ask(gateway.url, 'GET /page', { headers: { 'accept-encoding': encoding } }),
      ),
    );
    expect([br!.headers['content-encoding'], brotliDecompressSync(br!.body).toString()]).toEqual([
      'br',
      PAGE,
    ]);
    expect([gzip!.headers['content-encoding'], gunzipSync(gzip!.body).toString()]).toEqual(['gzip', PAGE]);
    expect([none!.headers['content-encoding'], none!.text]).toEqual([undefined, PAGE]);
    expect(br!.headers).toMatchObject({ vary: 'accept-encoding', etag: 'W/"1"' });
    for (const path of ['/small', '/image']) {
      const answer = await ask(gateway.url, `GET ${path}`, { headers: { 'accept-encoding': 'br' } });
      expect(answer.headers['content-encoding']).toBeUndefined();
      expect(answer.headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
    }
  });

  it('streams in, compressed or not', async () => {
    const request = http.get(`${gateway.url}/streamed`, { headers: { 'accept-encoding': 'br' } });
    request.on('error', () => undefined);
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
    const [first] = (await once(
      answer.on('error', () => undefined).pipe(createBrotliDecompress()),
      'data',
    )) as [Buffer];
    expect(first.toString()).toBe('first');
    request.destroy();
  });

  it('lets events through at once', async () => {
    const request = http.get(`${gateway.url}/events`, { headers: { 'accept-encoding': 'br' } });
    request.on('error', () => undefined);
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
    answer.on('error', () => undefined);
    events!.write('data: 1\n\n');
    expect(String((await once(answer, 'data'))[0])).toBe('data: 1\n\n');
    const ended = once(events!, 'close');
    request.destroy();
    await ended;
  });

  it('gets a body of any size', async () => {
    const body = Buffer.alloc(3_000_000, 'x');
    const answer = await ask(gateway.url, 'POST /echo', { body, headers: { expect: '100-continue' } });
    expect(answer.body.equals(body)).toBe(true);
  });
});

describe('where a request came from', () => {
  const forged = {
    'x-forwarded-for': '1.2.3.4',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-prefix': '/x',
    forwarded: 'for=1.2.3.4',
    'x-real-ip': '1.2.3.4',
    'x-request-id': 'mine',
    connection: 'x-secret',
    'x-secret': '1',
  };

  it('is told by the gateway alone', async () => {
    const answer = await ask(gateway.url, 'GET /page', { headers: forged });
    expect(answer.headers['strict-transport-security']).toBeUndefined();
    expect(seen).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': gateway.host,
      'x-forwarded-proto': 'http',
      host: gateway.host,
    });
    for (const name of ['forwarded', 'x-real-ip', 'x-forwarded-prefix', 'x-secret'])
      expect(seen[name]).toBeUndefined();
    expect(seen['x-request-id']).not.toBe('mine');
  });

  it('is believed of a trusted proxy', async () => {
    completeEnvironment({ TRUSTED_PROXIES: '127.0.0.0/8,10.0.0.0/8' });
    const answer = await ask(gateway.url, 'GET /page', {
      headers: { ...forged, 'x-forwarded-for': '9.9.9.9, 1.2.3.4, 10.1.2.3' },
    });
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    expect(seen).toMatchObject({
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
    });
    const challenge = await ask(gateway.url, 'GET /v2/', { headers: forged });
    expect(challenge.headers['www-authenticate']).toBe(
      'Bearer realm="https://evil.example/token",service="evil.example"',
    );
  });

  it('is not in a challenge where there is a public address', async () => {
    completeEnvironment({ PUBLIC_URL: 'https://one.example, https://two.example:8443' });
    const realm = async (host: string) =>
      (await ask(gateway.url, 'GET /v2/', { headers: { host } })).headers['www-authenticate'];
    expect(await realm('two.example:8443')).toContain('realm="https://two.example:8443/token"');
    expect(await realm('internal')).toContain('realm="https://one.example/token"');
  });

  it.each(['a"b', 'a b', 'a/b', 'a,b', 'a@b', '[::1', 'a:b'])(
    'is refused with the host "%s"',
    async (host) => {
      expect((await ask(gateway.url, 'GET /v2/', { headers: { host } })).status).toBe(400);
    },
  );
});

describe('without the pages', () => {
  beforeEach(() => completeEnvironment({ WEB_URL: 'http://127.0.0.1:1' }));

  it('a person gets a page that looks again, a program a problem', async () => {
    const page = await ask(gateway.url, 'GET /projects', { headers: { accept: 'text/html' } });
    expect([page.status, page.headers['retry-after']]).toEqual([503, '3']);
    expect(page.text).toContain('http-equiv="refresh"');
    const problem = await ask(gateway.url, 'GET /api/v1/me', { headers: { accept: '*/*' } });
    expect([problem.status, problem.headers['content-type']]).toEqual([503, 'application/problem+json']);
    expect(problem.text).toContain(String(problem.headers['x-request-id']));
  });

  it('readiness names them, and the rest is well', async () => {
    const answer = await ask(gateway.url, 'GET /readyz');
    const { ready, checks } = JSON.parse(answer.text) as {
      ready: boolean;
      checks: Record<string, { ok: boolean }>;
    };
    expect([answer.status, ready]).toEqual([503, false]);
    expect(Object.entries(checks).filter(([, { ok }]) => !ok)).toEqual([['web', expect.anything()]]);
    expect((await ask(gateway.url, 'GET /healthz')).status).toBe(200);
  });
});

it.each(['GET //evil.example/', 'GET http://evil.example/', 'OPTIONS *'])(
  '%s is no path',
  async (request) => {
    expect((await ask(gateway.url, request)).status).toBe(400);
  },
);

it.each(['/projects/%E0%A4%A', '/%', '//evil.example/x', '/a\\b'])(
  'a path that is none is refused: %s',
  async (path) => {
    const { status } = await ask(gateway.url, `GET ${path}`);
    expect(status).toBe(400);
  },
);

it('an upgrade is answered without one', async () => {
  const answer = await ask(gateway.url, 'GET /page', {
    headers: { connection: 'Upgrade', upgrade: 'websocket' },
  });
  expect([answer.status, seen.upgrade]).toEqual([200, undefined]);
});
