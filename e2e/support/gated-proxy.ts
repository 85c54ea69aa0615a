import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** A request that waits before the server: `reached` once it is there, `release` lets it and all that come after it pass. */
export type Gate = { reached: Promise<void>; release: () => void };

/** Stands before a server and hands everything on, but what a gate holds. */
export type GatedProxy = { url: string; hold: (request: RegExp) => Gate; close(): Promise<void> };

/** `hold` takes a pattern of `METHOD /path`; each gate is used once. */
export async function startGatedProxy(url: string): Promise<GatedProxy> {
  type Held = { request: RegExp; reach: () => void; released: Promise<void> };
  const gates = new Set<Held>();
  const server = http.createServer((request, response) => {
    void pass(request, response);
  });
  const pass = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const line = `${request.method} ${request.url}`;
    for (const gate of gates) {
      if (!gate.request.test(line)) continue;
      gate.reach();
      await gate.released;
    }
    const onward = http.request(
      new URL(request.url ?? '/', url),
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        pipeline(answer, response).catch(() => undefined);
      },
    );
    onward.on('error', () => response.destroy());
    pipeline(request, onward).catch(() => undefined);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: (request) => {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      const gate = { request, reach: reached.resolve, released: released.promise };
      gates.add(gate);
      return {
        reached: reached.promise,
        release: () => {
          gates.delete(gate);
          released.resolve();
        },
      };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
