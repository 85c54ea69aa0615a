import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';

/**
 * Stands before a server and hands everything on, until so many bytes have come from one client: then it holds that
 * client, in the middle of what it was sending, until the server has gone away.
 */
export type HoldingProxy = { host: string; holding: Promise<void>; close(): Promise<void> };

export async function startHoldingProxy(server: { host: string }, afterBytes: number): Promise<HoldingProxy> {
  const { hostname, port } = new URL(`http://${server.host}`);
  const sockets = new Set<Socket>();
  const { promise: holding, resolve: hold } = Promise.withResolvers<void>();
  const listener = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let bytes = 0;
    client.on('data', (chunk: Buffer) => {
      upstream.write(chunk);
      bytes += chunk.length;
      if (bytes < afterBytes) return;
      client.pause();
      hold();
    });
    upstream.pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        other.destroy();
        sockets.delete(one);
      });
    }
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    host: `127.0.0.1:${(listener.address() as AddressInfo).port}`,
    holding,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}
