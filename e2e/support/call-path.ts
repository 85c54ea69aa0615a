import type { Method } from '#lib/http/repository-routes.ts';
import type { DeclaredPaths } from '#lib/http/openapi.ts';
import { call, type Answer, type Call } from './people.ts';

/** Calls one of `paths`, the routes of the API, by its path (`/projects/acme`, without `/api/v1`), as the router would. */
export async function callPath(
  paths: DeclaredPaths,
  method: Method,
  path: string,
  options: Omit<Call, 'method' | 'path' | 'params'> = {},
): Promise<Answer> {
  const [pathname = ''] = path.split('?');
  for (const [pattern, methods] of Object.entries(paths)) {
    const match = expressionOf(pattern).exec(pathname);
    const handler = match && methods[method];
    if (!handler) continue;
    return await call(handler, { ...options, method, path: `/api/v1${path}`, params: { ...match.groups } });
  }
  throw new Error(`The API has no ${method} ${path}`);
}

/** Names of repositories have slashes, and end before `/-/`. */
function expressionOf(pattern: string): RegExp {
  const slashes = pattern.startsWith('/repositories');
  const value = (name: string) => (slashes && name === 'name' ? '(?:(?!/-/).)+' : '[^/]+');
  return new RegExp(`^${pattern.replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${value(name)})`)}$`);
}
