import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, toAppError } from '#lib/errors/app-error.ts';
import { TOKEN_PATH } from '#lib/token/challenge.ts';
import { closing } from './closing.ts';
import { pingV1, searchV1 } from './endpoints/docker-search.ts';
import { healthz, readyz } from './endpoints/health.ts';
import { metrics } from './endpoints/metrics.ts';
import { REGISTRY_HOOK_PATH, takeNotifications } from './endpoints/registry-hook.ts';
import { serveToken } from './endpoints/token-endpoint.ts';
import { logAccess } from './http/access-log.ts';
import { clientFacts } from './http/client-facts.ts';
import { newExchange, requestId, type Exchange } from './http/exchange.ts';
import { logFailure } from './http/log-failure.ts';
import { drainUnread } from './http/request-body.ts';
import { sendOciError } from './http/send.ts';
import { serveWeb } from './proxy/serve-web.ts';
import { serveRegistry } from './registry/serve-registry.ts';

/** Serves one request: the registry's paths here, everything else from the pages. Never throws. */
export async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Either side may break off at any time; whoever works on it is told by its own stream.
  response.on('error', () => undefined);
  drainUnread(request, response);
  requestId(response);
  if (closing().aborted) response.shouldKeepAlive = false;
  let exchange: Exchange;
  try {
    exchange = newExchange(request, response, clientFacts(request));
  } catch (error) {
    return sendOciError(response, toAppError(error));
  }
  logAccess(exchange);
  try {
    await handlerOf(exchange)(exchange);
  } catch (thrown) {
    const error = toAppError(thrown);
    logFailure(exchange, error);
    sendOciError(response, error);
  }
}

type Handler = (exchange: Exchange) => Promise<void>;

/** The gateway's own paths, exactly as they are written; the registry's are a tree, see registry/route-table.ts. */
const ENDPOINTS: Readonly<Record<string, { methods: readonly string[]; handle: Handler }>> = {
  [TOKEN_PATH]: { methods: ['GET', 'POST'], handle: serveToken },
  [REGISTRY_HOOK_PATH]: { methods: ['POST'], handle: takeNotifications },
  '/v1/_ping': { methods: ['GET', 'HEAD'], handle: pingV1 },
  '/v1/search': { methods: ['GET'], handle: searchV1 },
  '/healthz': { methods: ['GET', 'HEAD'], handle: healthz },
  '/metrics': { methods: ['GET'], handle: metrics },
  '/readyz': { methods: ['GET', 'HEAD'], handle: readyz },
};

function handlerOf({ path, request }: Exchange): Handler {
  if (path === '/v2' || path.startsWith('/v2/')) return serveRegistry;
  const endpoint = Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined;
  if (endpoint)
    return endpoint.methods.includes(request.method ?? '')
      ? endpoint.handle
      : methodNotAllowed(endpoint.methods);
  return isPagePath(path) ? serveWeb : badPath;
}

/** What the pages' router can take: it answers half a percent-encoding with a 500 of its own. */
function isPagePath(path: string): boolean {
  if (!path.startsWith('/') || path.startsWith('//') || path.includes('\\')) return false;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function methodNotAllowed(methods: readonly string[]): Handler {
  const error = new AppError('METHOD_NOT_ALLOWED', `Only ${methods.join(' and ')} work here.`);
  return async ({ response }) => sendOciError(response, error, { allow: methods.join(', ') });
}

/** A path that browsers take for another host's address (`//host`), or none at all (a proxy's absolute form). */
async function badPath({ response }: Exchange): Promise<void> {
  sendOciError(response, new AppError('REQUEST_INVALID', 'The path of the request is not valid.'));
}
