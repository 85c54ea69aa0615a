import { openapi } from '#lib/http/openapi.ts';
import { route, type RouteHandler } from '#lib/http/route.ts';
import { declaredPaths } from './declared-paths.ts';

export const GET: RouteHandler = route({
  summary: 'This description, in OpenAPI 3.1',
  auth: 'none',
  response: null,
  status: 200,
  media: ['application/json'],
  handler: async () => Response.json(openapi({ ...declaredPaths, '/openapi.json': { GET } })),
});
