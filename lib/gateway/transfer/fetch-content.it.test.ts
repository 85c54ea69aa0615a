import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { completeEnvironment } from '#lib/env/env.ts';
import { closeUpstream } from '#lib/registry/connection.ts';
import { fetchContent } from './fetch-content.ts';

const BODY = randomBytes(3 * 1024 * 1024 + 17);
const HEAD = `HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\n\r\n`;

const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => closeUpstream());

/** A server of bare sockets; answers what it was asked, a request a connection. */
async function upstream(answer: (socket: Socket, asked: number) => void): Promise<string[]> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (bytes) => {
      asked.push(bytes.toString());
      answer(socket, asked.length);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  completeEnvironment({ REGISTRY_URL: `http://127.0.0.1:${port}/base` });
  return asked;
}

/** The gateway's side and a client's: fetches what upstream has and sends it on; gives what arrives, null when it broke off. */
async function fetched(
  length = BODY.length,
  read?: (answer: http.IncomingMessage) => void,
): Promise<Buffer | null> {
  const server = http.createServer((_, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    void fetchContent('/v2/a/blobs/x', { range: 'bytes=0-' }, { length, signal: gone.signal }).then(
      async (content) => {
        response.writeHead(content?.status ?? 404, { 'content-length': length });
        if (content) await content.sendTo(response);
        else response.end(Buffer.alloc(length));
      },
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  const request = http.get({ port: (server.address() as AddressInfo).port, agent: false });
  return new Promise((resolve) => {
    request.once('error', () => resolve(null));
    request.once('response', (answer) => {
      const chunks: Buffer[] = [];
      if (read) return read(answer);
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', () => resolve(null));
      answer.once('end', () => resolve(Buffer.concat(chunks)));
    });
  });
}

describe('a large blob', () => {
  it('arrives byte for byte, also when its head and body come in pieces', async () => {
    const asked = await upstream((socket) => {
      socket.write(HEAD.slice(0, 20));
      setImmediate(() => {
        socket.write(HEAD.slice(20) + BODY.toString('latin1', 0, 5), 'latin1');
        socket.write(BODY.subarray(5));
      });
    });
    expect((await fetched())?.equals(BODY)).toBe(true);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(
      /^GET \/base\/v2\/a\/blobs\/x HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\nrange: bytes=0-\r\n/,
    );
  });

  it.each([
    [
      'chunks',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${BODY.length.toString(16)}\r\n`,
      '\r\n0\r\n\r\n',
    ],
    ['no length', 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n', ''],
  ])('with %s goes by Node’s own parser', async (_, before, after) => {
    const asked = await upstream((socket) => {
      socket.write(before);
      socket.write(BODY);
      socket.end(after);
    });
    expect((await fetched())?.equals(BODY)).toBe(true);
    expect(asked).toHaveLength(2);
  });

  it('is not taken for whole when upstream breaks off', async () => {
    await upstream((socket) => {
      socket.write(HEAD);
      socket.end(BODY.subarray(1));
    });
    expect(await fetched()).toBeNull();
  });

  it('is not taken for whole when upstream has another length', async () => {
    await upstream((socket) => {
      socket.write(HEAD);
      socket.end(BODY);
    });
    expect(await fetched(BODY.length + 1)).toBeNull();
  });

  it('that upstream does not have is none', async () => {
    await upstream((socket) => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'));
    expect(await fetched(300_000)).toEqual(Buffer.alloc(300_000));
  });

  it.each(['HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 'nonsense\r\n\r\n', ''])(
    'is not served from %j',
    async (text) => {
      await upstream((socket) => socket.end(text));
      expect(await fetched()).toBeNull();
    },
  );

  it('is no longer read once the client is gone', async () => {
    const closed = Promise.withResolvers<void>();
    await upstream((socket) => {
      socket.once('close', () => closed.resolve());
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${2 ** 40}\r\n\r\n`);
      const more = () => socket.write(BODY, (error) => (error ? undefined : more()));
      more();
    });
    void fetched(2 ** 40, (answer) => answer.once('data', () => answer.destroy()));
    await closed.promise;
  });

  it('is read no faster than the client takes it', async () => {
    let sent = 0;
    await upstream((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${2 ** 40}\r\n\r\n`);
      const more = () => socket.write(BODY, (error) => (error ? undefined : ((sent += BODY.length), more())));
      more();
    });
    const stalled = new Promise<http.IncomingMessage>((resolve) => {
      void fetched(2 ** 40, (answer) => resolve(answer.pause()));
    });
    const answer = await stalled;
    for (let before = -1; before !== sent;) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    // What the kernel holds on three sockets, and two buffers.
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    answer.destroy();
  });
});

describe('a redirect', () => {
  it('is followed, and the next blob is not asked for twice', async () => {
    const storage = http.createServer((_, response) => response.end(BODY)).listen(0, '127.0.0.1');
    await once(storage, 'listening');
    servers.push(storage);
    const { port } = storage.address() as AddressInfo;
    const asked = await upstream((socket) =>
      socket.end(
        `HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:${port}/x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      ),
    );
    expect((await fetched())?.equals(BODY)).toBe(true);
    expect(asked).toHaveLength(2);
    expect((await fetched())?.equals(BODY)).toBe(true);
    expect(asked).toHaveLength(3);
  });
});
