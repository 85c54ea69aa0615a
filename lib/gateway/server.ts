import http from 'node:http';
import https from 'node:https';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { noteAnswer, refuseTunnel, refuseUnreadable } from './http/refuse-unreadable.ts';
import { countConnection } from './metrics/report.ts';
import { serve } from './serve.ts';
import { readCertificate, reloadOnChange } from './tls.ts';

/** Tokens, cookies and an upload's state in one request stay far below. */
const MAX_HEADER_BYTES = 32 * 1024;

/**
 * Node cuts a request after 300 s, which ends large pushes, and an idle connection after 5 s, which makes clients open a new one for
 * each layer. Transfers have their own watch (http/no-progress.ts).
 */
const TIMES = {
  requestTimeout: 0,
  headersTimeout: 30_000,
  keepAliveTimeout: 76_000,
  // How often Node looks whose header is late; by default it is half a minute more.
  connectionsCheckingInterval: 5_000,
};

/** How long transfers may go on once the gateway is told to stop. */
const CLOSE_MS = 10_000;
const SWEEP_MS = 100;

export type GatewayServer = { port: number; close(): Promise<void> };

/** Listens on HOST and PORT, with TLS where it is set up. @throws AppError SETUP_FAILED when it can't */
export async function listen(): Promise<GatewayServer> {
  const { host, port } = env();
  const { server, stop } = createServer();
  server.on('request', onRequest);
  server.on('checkContinue', onRequest);
  // Whatever else a client expects it does not get, which it may be told or not (RFC 9110, 10.1.1).
  server.on('checkExpectation', onRequest);
  server.on('connect', refuseTunnel);
  server.on('clientError', refuseUnreadable);
  server.on('connection', (socket: Duplex) => {
    countConnection(1);
    socket.once('close', () => countConnection(-1));
  });
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (cause) {
    stop();
    throw listenError(cause, host, port);
  }
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: async () => {
      stop();
      await close(server);
    },
  };
}

function onRequest(request: http.IncomingMessage, response: http.ServerResponse): void {
  noteAnswer(request, response);
  void serve(request, response);
}

function createServer(): { server: http.Server; stop: () => void } {
  const { tlsCertFile, tlsKeyFile } = env();
  const options = { maxHeaderSize: MAX_HEADER_BYTES, ...TIMES };
  if (!tlsCertFile || !tlsKeyFile) return { server: http.createServer(options), stop: () => undefined };
  const files = { cert: tlsCertFile, key: tlsKeyFile };
  const server = https.createServer({ ...options, ...readCertificate(files) });
  return { server, stop: reloadOnChange(server, files) };
}

/** Takes no new requests, lets those under way finish for a while, then ends them. */
async function close(server: http.Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // Connections become idle one by one as their transfers end; Node closes only those that are idle at the start.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const end = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(end);
  // The answers that were broken off say so in the access log a moment after their connections.
  await setImmediate();
}

function listenError(cause: unknown, host: string, port: number): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const sentences: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken: stop what uses it, or choose another with PORT.`,
    EACCES: `Port ${port} needs more rights: choose one above 1023 with PORT.`,
    EADDRNOTAVAIL: `This machine has no address ${host}: correct HOST.`,
  };
  return new AppError(
    'SETUP_FAILED',
    sentences[code] ?? `The gateway can not listen on ${host}:${port} (${code}).`,
    { cause },
  );
}
