import type { Socket } from 'node:net';
import { countRequest, inFlight } from '#lib/metrics/metrics.ts';
import { accessLogger, type Logger } from '#lib/log/logger.ts';
import type { Exchange } from './exchange.ts';

/** One line a request once its answer is complete or its client gone. Paths and queries are left out: they can hold secrets. */
export function logAccess({ request, response, id, client, facts }: Exchange): void {
  const started = performance.now();
  inFlight.add(1);
  // The socket is gone from the request by the time of the last event.
  const { socket } = request;
  const before = counted.get(socket) ?? { read: 0, written: 0 };
  response.once('close', () => {
    const after = { read: socket.bytesRead, written: socket.bytesWritten };
    counted.set(socket, after);
    const ms = performance.now() - started;
    inFlight.add(-1);
    const line = {
      method: request.method,
      route: facts.route,
      ...(facts.repository === undefined ? {} : { repository: facts.repository }),
      status: response.statusCode,
      bytesIn: after.read - before.read,
      bytesOut: after.written - before.written,
      ms: Math.round(ms),
      principal: facts.principal ?? null,
      address: client.address,
      requestId: id,
      ...(response.writableFinished ? {} : { aborted: true }),
    };
    countRequest({ ...line, method: line.method ?? '', seconds: ms / 1000 });
    // A page is some thirty requests for its parts: of interest only to whoever looks for something.
    if (facts.route === 'web' || facts.route === 'healthz' || facts.route === 'readyz')
      log().debug(line, 'request');
    else log().info(line, 'request');
  });
}

/** What a connection had carried when its last request ended; with TLS, of the plain bytes. */
const counted = new WeakMap<Socket, { read: number; written: number }>();

let access: Logger | undefined;

function log(): Logger {
  access ??= accessLogger();
  return access;
}
