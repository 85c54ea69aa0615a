import { z } from 'zod';
import { VERSION } from '#lib/env/version.ts';
import { problem } from '#lib/schemas/common.ts';
import { METHODS, type Methods } from './repository-routes.ts';
import type { DeclaredRoute, RouteAuth } from './route.ts';

/** Handlers by path (`/projects/{project}`, without `/api/v1`); what is no method in them is left alone. */
export type DeclaredPaths = Record<string, Methods>;

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 description of the declared routes. */
export function openapi(paths: DeclaredPaths): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lighter',
      version: VERSION,
      description: 'The API that the pages of Lighter use themselves.',
    },
    servers: [{ url: '/api/v1' }],
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, methods]) => [path, pathItem(path, methods)]),
    ),
    components: {
      securitySchemes: {
        password: { type: 'http', scheme: 'basic', description: 'User name and password.' },
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A personal access token, or the secret of a robot. Either is also a password.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'lighter-session',
          description: 'The cookie of a sign-in.',
        },
      },
      schemas: { Problem: jsonSchema(problem, 'output') },
    },
  };
}

function pathItem(path: string, methods: Methods): Json {
  const operations = METHODS.flatMap((method) => {
    const handler = methods[method];
    return handler ? [[method.toLowerCase(), operation(path, handler.declaration)] as const] : [];
  });
  return Object.fromEntries(operations);
}

function operation(path: string, declared: DeclaredRoute): Json {
  const parameters = [...pathParameters(path, declared.params), ...queryParameters(declared.query)];
  return {
    summary: declared.summary,
    security: SECURITY[declared.auth],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(declared.body ? { requestBody: { required: true, content: content(declared.body, 'input') } } : {}),
    responses: responses(declared, PROBLEM),
  };
}

/** What the document says of a route's answers, by status, with nothing referred to: for tests of the answers. */
export function describedResponses(declared: DeclaredRoute): Record<string, Described> {
  return responses(declared, jsonSchema(problem, 'output'));
}

type Described = { description: string; content?: Record<string, { schema?: Json }> };

function responses(declared: DeclaredRoute, problemSchema: Json): Record<string, Described> {
  return {
    [String(declared.status)]: { description: 'Done.', ...contentOf(declared) },
    default: {
      description: 'Not done (RFC 9457).',
      content: { 'application/problem+json': { schema: problemSchema } },
    },
  };
}

const PROBLEM = { $ref: '#/components/schemas/Problem' };

const SIGNED_IN: Json[] = [{ session: [] }, { password: [] }, { token: [] }];
const SECURITY: Record<RouteAuth, Json[]> = {
  required: SIGNED_IN,
  user: SIGNED_IN,
  person: SIGNED_IN,
  optional: [{}, ...SIGNED_IN],
  none: [],
};

/** Names in braces are the truth; the schema adds what a value looks like. */
function pathParameters(path: string, schema: z.ZodType | null): Json[] {
  const described = propertiesOf(schema);
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  return names.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: described[name] ?? { type: 'string' },
  }));
}

function queryParameters(schema: z.ZodType | null): Json[] {
  return Object.entries(propertiesOf(schema)).map(([name, described]) => ({
    name,
    in: 'query',
    required: requiredOf(schema).includes(name),
    schema: described,
  }));
}

function propertiesOf(schema: z.ZodType | null): Record<string, unknown> {
  return schema ? ((jsonSchema(schema, 'input')['properties'] as Json | undefined) ?? {}) : {};
}

function requiredOf(schema: z.ZodType | null): string[] {
  return schema ? ((jsonSchema(schema, 'input')['required'] as string[] | undefined) ?? []) : [];
}

/** What is passed on as it is has no schema here, only a media type. */
function contentOf({ response, media }: DeclaredRoute): Pick<Described, 'content'> {
  if (response) return { content: content(response, 'output') };
  return media.length > 0 ? { content: Object.fromEntries(media.map((type) => [type, {}])) } : {};
}

function content(schema: z.ZodType, io: 'input' | 'output'): NonNullable<Described['content']> {
  return { 'application/json': { schema: jsonSchema(schema, io) } };
}

/** What JSON Schema has no word for is left open. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
