import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { completeEnvironment } from '#lib/env/env.ts';
import { outboundFetch } from './outbound-fetch.ts';
import { outboundSocket } from './outbound-socket.ts';

let server: Server;
let port: number;
let requests: string[] = [];
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.headers.host} ${request.url}`);
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

afterEach(() => {
  requests = [];
  completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: undefined });
});

const allowLoopback = () => completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: '127.0.0.0/8, ::1' });

describe('a request to a configured address', () => {
  it.each(['127.0.0.1', 'localhost', '127.1', '0x7f000001', '2130706433', '[::1]', '[::ffff:127.0.0.1]'])(
    'never reaches this machine as %s',
    async (host) => {
      const refused = outboundFetch(`http://${host}:${port}/`);
      await expect(refused).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
      await expect(refused).rejects.toThrow('LIGHTER_ALLOW_PRIVATE_TARGETS');
      await expect(
        outboundSocket({ host: host.replace(/[[\]]/g, ''), port, tls: false }),
      ).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
      expect(requests).toEqual([]);
    },
  );

  it.each(['file:///etc/passwd', 'ftp://example.com/', 'http://name:secret@example.com/', 'example.com', ''])(
    'does not take %j for an address',
    async (address) => {
      await expect(outboundFetch(address)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    },
  );

  it('is sent as it is where that is allowed, under the name that was given', async () => {
    allowLoopback();
    answer = (response) => response.writeHead(200, { 'x-a': ['1', '2'] }).end('yes');
    const response = await outboundFetch(`http://localhost:${port}/path?q`, { method: 'POST', body: 'ö' });
    expect([response.status, response.headers.get('x-a'), await response.text()]).toEqual([
      200,
      '1, 2',
      'yes',
    ]);
    expect(requests).toEqual([`POST localhost:${port} /path?q`]);
  });

  it('follows no redirect', async () => {
    allowLoopback();
    answer = (response) => response.writeHead(302, { location: '/elsewhere' }).end();
    expect((await outboundFetch(`http://127.0.0.1:${port}/`)).status).toBe(302);
    expect(requests).toHaveLength(1);
  });

  it('neither reads nor waits for ever', async () => {
    allowLoopback();
    answer = (response) => response.end('x'.repeat(1000));
    const address = `http://127.0.0.1:${port}/`;
    await expect(outboundFetch(address, { maxBytes: 999 })).rejects.toThrow('larger than anything');
    expect((await outboundFetch(address, { maxBytes: 1000 })).status).toBe(200);
    answer = (response) => response.writeHead(200).flushHeaders();
    await expect(outboundFetch(address, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
  });

  it('says that nobody answers', async () => {
    allowLoopback();
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port: closed } = free.address() as AddressInfo;
    await new Promise((done) => free.close(done));
    await expect(outboundFetch(`http://127.0.0.1:${closed}/`)).rejects.toThrow('ECONNREFUSED');
    await expect(outboundSocket({ host: '127.0.0.1', port: closed, tls: false })).rejects.toThrow(
      'ECONNREFUSED',
    );
    await expect(outboundFetch('http://no-such-host.invalid/')).rejects.toMatchObject({
      code: 'UPSTREAM_ERROR',
    });
  });

  it('stops when whoever asked stops', async () => {
    allowLoopback();
    answer = () => undefined;
    const controller = new AbortController();
    const asked = outboundFetch(`http://127.0.0.1:${port}/`, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });
});
