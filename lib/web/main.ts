import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { ListenOptions } from 'node:net';
import path from 'node:path';
import { completeEnvironment, env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { PATH_HEADER } from '#lib/http/path-header.ts';
import { logger } from '#lib/log/logger.ts';

/** The project's folder, where `.next` is. */
const ROOT = path.join(import.meta.dirname, '../..');

/** The gateway keeps connections for reuse; one that we closed first would fail its next request. */
const KEEP_ALIVE_MS = 90_000;
const HEADERS_TIMEOUT_MS = 30_000;
/** No page or API call has a body worth more than this; answers (live events) may take for ever. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Live-event streams never end by themselves; pages take far less. */
const CLOSE_MS = 3_000;

/**
 * Serves the pages and `/api` at WEB_URL, behind the gateway: Next with a server of our own, since `next start` takes a
 * port only. Resolves once it accepts connections. @throws AppError CONFIG_INVALID, SETUP_FAILED
 */
export async function startWeb(): Promise<{ close(): Promise<void> }> {
  const at = listenOptions(env().webUrl);
  const { handle, closeNext } = await startNext();
  const server = createServer((request, response) => {
    request.headers[PATH_HEADER] = visiblePath(request);
    handle(request, response).catch((err: unknown) => {
      logger('web').error({ err }, 'A page failed');
      response.destroy();
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await listen(server, at);
  return {
    async close() {
      await closeServer(server);
      await closeNext();
    },
  };
}

async function startNext() {
  // Read by React and Next when they load, hence the import below.
  completeEnvironment({
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    LIGHTER_SOURCES: path.join(ROOT, 'lib'),
  });
  const { default: next } = await import('next');
  const [publicUrl] = env().publicUrls;
  const { hostname, port } = publicUrl
    ? publicAddress(publicUrl)
    : { hostname: 'localhost', port: env().port };
  const app = next({ dev: false, dir: ROOT, hostname, port });
  await app.prepare().catch((cause: unknown) => {
    throw new AppError('SETUP_FAILED', 'The pages are not built: run "npm start", or "next build".', {
      cause,
    });
  });
  return { handle: app.getRequestHandler(), closeNext: async () => await app.close() };
}

function publicAddress(publicUrl: string): { hostname: string; port: number } {
  const { hostname, port, protocol } = new URL(publicUrl);
  return { hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

/** Without Next's own marks, so that it can be gone to. */
function visiblePath(request: IncomingMessage): string {
  const url = URL.parse(request.url ?? '/', 'http://lighter.invalid');
  url?.searchParams.delete('_rsc');
  return url ? `${url.pathname}${url.search}` : '/';
}

function listenOptions(webUrl: string | undefined): ListenOptions {
  if (!webUrl)
    throw new AppError(
      'CONFIG_INVALID',
      'WEB_URL is not set: give an address such as http://127.0.0.1:3000.',
    );
  const url = new URL(webUrl);
  if (url.protocol === 'unix:') return { path: url.pathname };
  return { host: url.hostname, port: Number(url.port) || 80 };
}

async function listen(server: Server, at: ListenOptions): Promise<void> {
  // A socket file left by a process that was killed; the folder is the instance's own, so no one else listens there.
  if (at.path) await rm(at.path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const where = at.path ?? `${at.host}:${at.port}`;
      reject(
        new AppError('SETUP_FAILED', `The pages can not be served at ${where}: free it, or change WEB_URL.`, {
          cause,
        }),
      );
    });
    server.listen(at, resolve);
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  await closed;
  clearTimeout(timer);
}
