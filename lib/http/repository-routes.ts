import { AppError } from '#lib/errors/app-error.ts';
import { problemResponse } from './problem.ts';
import { requestIdOf } from './request-facts.ts';
import type { RouteHandler } from './route.ts';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];
export type Methods = Partial<Record<Method, RouteHandler>>;

/** Paths after `repositories/{name}`: empty for the repository itself, `/-/tags/{tag}` and so on for what it holds. */
export type RepositoryRoutes = Record<string, Methods>;

const PREFIX = '/api/v1/repositories/';

/**
 * The handlers of the one catch-all route under `/api/v1/repositories/`. Names have slashes, so the path is split here: up
 * to `/-/` (which no name contains) is the repository, `name` among the parameters; the rest chooses from `routes`.
 */
export function repositoryHandlers(
  routes: RepositoryRoutes,
): Record<Method, (request: Request) => Promise<Response>> {
  const handle = async (request: Request): Promise<Response> => {
    try {
      const { handler, params } = resolve(routes, request);
      return await handler(request, { params: Promise.resolve(params) });
    } catch (error) {
      const { pathname } = new URL(request.url);
      return problemResponse(error, {
        requestId: requestIdOf(request.headers),
        method: request.method,
        path: pathname,
      });
    }
  };
  return { GET: handle, POST: handle, PUT: handle, PATCH: handle, DELETE: handle };
}

/** The segments of a path after `prefix`, each decoded once. @throws AppError REQUEST_INVALID for an encoded slash */
export function decodedSegments(pathname: string, prefix: string): string[] {
  const rest = pathname.slice(prefix.length);
  // Proxies undo `%2F` on their way: what is one segment here would be two there.
  if (/%2f/i.test(rest))
    throw new AppError('REQUEST_INVALID', 'Write slashes in names as they are, not as %2F.');
  try {
    return rest.split('/').map(decodeURIComponent);
  } catch {
    throw new AppError('REQUEST_INVALID', 'The path is not valid percent-encoding.');
  }
}

function resolve(routes: RepositoryRoutes, request: Request) {
  const segments = decodedSegments(new URL(request.url).pathname, PREFIX);
  const dash = segments.indexOf('-');
  const name = (dash === -1 ? segments : segments.slice(0, dash)).join('/');
  const rest = dash === -1 ? [] : segments.slice(dash);
  for (const [pattern, methods] of Object.entries(routes)) {
    const params = match(pattern.split('/').slice(1), rest);
    if (!params) continue;
    const handler = methods[request.method === 'HEAD' ? 'GET' : (request.method as Method)];
    if (!handler) throw new AppError('METHOD_NOT_ALLOWED', `Use ${Object.keys(methods).join(' or ')} here.`);
    return { handler, params: { ...params, name } };
  }
  throw new AppError('NOT_FOUND', 'There is nothing at this path. /api/v1/openapi.json lists what there is.');
}

function match(pattern: string[], segments: string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    const value = segments[i]!;
    if (part.startsWith('{')) params[part.slice(1, -1)] = value;
    else if (part !== value) return null;
  }
  return params;
}
