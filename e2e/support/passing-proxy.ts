import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/**
 * A request as it came: names of headers in lower case, in their order; the hash of the body once all of it has come, and the status of
 * the answer once it was given.
 */
export type Seen = {
  method: string;
  path: string;
  headers: [name: string, value: string][];
  bodySha256: string | null;
  status: number | null;
};

/**
 * Stands before a server, hands everything on, and says what was asked: `asked` in short, `seen` in full. `headers` are added to
 * every answer.
 */
export type PassingProxy = { url: string; asked: string[]; seen: Seen[]; close(): Promise<void> };

export async function startPassingProxy(
  url: string,
  headers: Record<string, string> = {},
): Promise<PassingProxy> {
  const asked: string[] = [];
  const seen: Seen[] = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const one = record(request);
    seen.push(one);
    const onward = http.request(
      new URL(request.url ?? '/', url),
      { method: request.method, headers: request.headers },
      (answer) => {
        one.status = answer.statusCode ?? null;
        response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...headers });
        pipeline(answer, response).catch(() => undefined);
      },
    );
    onward.on('error', () => response.destroy());
    pipeline(request, onward).catch(() => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    seen,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function record(request: http.IncomingMessage): Seen {
  const headers: Seen['headers'] = [];
  for (let at = 0; at < request.rawHeaders.length; at += 2)
    headers.push([request.rawHeaders[at]!.toLowerCase(), request.rawHeaders[at + 1]!]);
  const { method = '', url = '' } = request;
  const one: Seen = { method, path: url, headers, bodySha256: null, status: null };
  const hash = createHash('sha256');
  request.on('data', (chunk: Buffer) => hash.update(chunk));
  request.once('end', () => (one.bodySha256 = hash.digest('hex')));
  return one;
}
