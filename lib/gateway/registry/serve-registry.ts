import type { Authority } from '#lib/db/gateway-authority.ts';
import { NO_PERMIT } from '#lib/db/write-gate.ts';
import { AppError, toAppError } from '#lib/errors/app-error.ts';
import type { Exchange } from '../http/exchange.ts';
import { sendOciError } from '../http/send.ts';
import { logFailure } from '../http/log-failure.ts';
import { auditRefused } from './audit-refused.ts';
import { NOBODY } from './authenticate.ts';
import { challengeHeaders } from './challenge.ts';
import type { RegistryExchange } from './registry-exchange.ts';
import { parseRoute } from './route.ts';
import { ROUTES, type RouteEntry } from './route-table.ts';

/** Serves everything under `/v2`: parses the path once, finds its row in the table, runs its steps and handler. */
export async function serveRegistry(exchange: Exchange): Promise<void> {
  // docker and others tell a registry by it (distribution's "API Version Check").
  exchange.response.setHeader('docker-distribution-api-version', 'registry/2.0');
  exchange.facts.route = 'unknown';
  const found = find(exchange);
  if ('error' in found) {
    sendOciError(exchange.response, found.error, found.headers);
    return;
  }
  const { entry, registryExchange } = found;
  try {
    for (const step of entry.steps) await step(registryExchange);
    await entry.handle(registryExchange);
  } catch (thrown) {
    const error = toAppError(thrown);
    logFailure(exchange, error);
    await auditRefused(registryExchange, error);
    sendOciError(exchange.response, error, challengeHeaders(registryExchange, error));
  }
}

/** Until it is asked for. */
const NO_AUTHORITY: Authority = {
  principal: null,
  project: null,
  auditPulls: false,
  repositoryId: null,
  manifest: null,
  blobSize: null,
  blobUsed: false,
};

type Found =
  | { entry: RouteEntry; registryExchange: RegistryExchange }
  | { error: AppError; headers: Record<string, string> };

function find(exchange: Exchange): Found {
  const method = exchange.request.method ?? '';
  try {
    const route = parseRoute(exchange.path);
    const entries = ROUTES.filter((row) => row.kind === route.kind);
    const entry = entries.find((row) => row.methods.includes(method));
    if (!entry)
      return {
        error: notAllowed(method),
        headers: { allow: entries.flatMap((row) => row.methods).join(', ') },
      };
    exchange.facts.route = entry.name;
    if ('repository' in route) exchange.facts.repository = route.repository;
    return {
      entry,
      registryExchange: Object.assign(exchange, {
        route,
        need: entry.need,
        caller: NOBODY,
        authority: NO_AUTHORITY,
        permit: NO_PERMIT,
      }),
    };
  } catch (error) {
    return { error: unparsed(toAppError(error), method), headers: {} };
  }
}

/** To one who only looks, a reference that can not exist is one that does not (distribution's conformance suite). */
function unparsed(error: AppError, method: string): AppError {
  const looks = method === 'GET' || method === 'HEAD';
  return looks && error.code === 'TAG_INVALID' ? new AppError('MANIFEST_UNKNOWN', error.message) : error;
}

function notAllowed(method: string): AppError {
  return new AppError('METHOD_NOT_ALLOWED', `The registry has no ${method.slice(0, 20)} at this endpoint.`);
}
