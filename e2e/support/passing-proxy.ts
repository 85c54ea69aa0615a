import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** Stands before a server, hands everything on, and says what was asked; `headers` are added to every answer. */
export type PassingProxy = { url: string; asked: string[]; close(): Promise<void> };

export async function startPassingProxy(
  url: string,
  headers: Record<string, string> = {},
): Promise<PassingProxy> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const onward = http.request(
      new URL(request.url ?? '/', url),
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...headers });
        pipeline(answer, response).catch(() => undefined);
      },
    );
    pipeline(request, onward).catch(() => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
