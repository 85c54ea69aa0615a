import type { z } from 'zod';
import { AppError } from '#lib/errors/app-error.ts';
import { can, type Principal, type UserPrincipal } from '#lib/policies/can.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import { tokenRefusal } from '#lib/policies/token-limits.ts';
import { auditRefused } from './audit-refused.ts';
import { callerOf, checkOrigin, NOBODY, type Caller } from './principal.ts';
import { problemResponse } from './problem.ts';
import { readJson } from './read-body.ts';
import { addressOf, requestIdOf } from './request-facts.ts';
import { queryObject, strict, validate } from './validate.ts';

/**
 * `required`: 401 unless signed in. `user`: as a person who may look after their account, so not as a robot, nor with an access token
 * that leaves that out. `person`: the same with any token. `optional`: anyone, the handler decides. `none`: who asks is
 * not even looked at.
 */
export type RouteAuth = 'required' | 'user' | 'person' | 'optional' | 'none';

type Schema = z.ZodType;
type Value<S> = S extends Schema ? z.output<S> : undefined;
type Result<R> = (R extends Schema ? z.input<R> : void) | Response;

/** What a handler gets: everything validated. `actor` is for the audit; `sessionId` is null for who came by password. */
export type RouteInput<A extends RouteAuth, P, Q, B> = {
  principal: A extends 'user' | 'person' ? UserPrincipal : A extends 'required' ? SignedIn : Principal;
  actor: { name: string | null; address: string | null; credential: string | null };
  sessionId: string | null;
  params: Value<P>;
  query: Value<Q>;
  body: Value<B>;
  request: Request;
};

export type RouteDeclaration<A extends RouteAuth, P, Q, B, R> = {
  /** One line, for OpenAPI. */
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  /** What may leave: fields it does not list are dropped. Null: no body (204). */
  response: R;
  /** Of success; 200, or 204 without a body. */
  status?: number;
  /** Media types of a `Response` that is passed on as it is. */
  media?: readonly string[];
  auth: A;
  /** Usually one call of a service. A `Response` (a stream, a file) is passed on as it is. */
  handler: (input: RouteInput<A, P, Q, B>) => Promise<Result<R>>;
};

/** What OpenAPI lists. */
export type DeclaredRoute = {
  summary: string;
  params: Schema | null;
  query: Schema | null;
  body: Schema | null;
  response: Schema | null;
  status: number;
  media: readonly string[];
  auth: RouteAuth;
};

export type RouteContext = { params: Promise<Record<string, string | string[] | undefined>> };
export type RouteHandler = ((request: Request, context: RouteContext) => Promise<Response>) & {
  declaration: DeclaredRoute;
};

/**
 * Makes the handler of one method of one route of `/api/v1`: who asks, is the request sound, run, check what leaves, and
 * any error as problem+json. Routes declare; services decide.
 */
export function route<
  A extends RouteAuth,
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
  R extends Schema | null = null,
>(declared: RouteDeclaration<A, P, Q, B, R>): RouteHandler {
  const declaration = declarationOf(declared);
  const handle = async (request: Request, context: RouteContext): Promise<Response> => {
    const requestId = requestIdOf(request.headers);
    let caller = NOBODY;
    try {
      if (declaration.auth !== 'none') caller = await callerOf(request.headers);
      admit(declaration.auth, request, caller);
      const input = await inputOf(declaration, caller, request, context);
      const result = await declared.handler(input as RouteInput<A, P, Q, B>);
      return respond(declaration, result, requestId);
    } catch (error) {
      await auditRefused(error, { request, context, caller });
      const { pathname } = new URL(request.url);
      return problemResponse(error, { requestId, method: request.method, path: pathname });
    }
  };
  return Object.assign(handle, { declaration });
}

function declarationOf(
  declared: RouteDeclaration<RouteAuth, unknown, unknown, unknown, unknown>,
): DeclaredRoute {
  const { summary, auth } = declared;
  const response = (declared.response as Schema | null) ?? null;
  const query = (declared.query as Schema | undefined) ?? null;
  return {
    summary,
    auth,
    params: (declared.params as Schema | undefined) ?? null,
    query: query && strict(query),
    body: (declared.body as Schema | undefined) ?? null,
    response,
    status: declared.status ?? (response ? 200 : 204),
    media: declared.media ?? [],
  };
}

async function inputOf(declaration: DeclaredRoute, caller: Caller, request: Request, context: RouteContext) {
  const { params, query, body } = declaration;
  const { principal, sessionId, credential } = caller;
  return {
    principal,
    sessionId,
    actor: {
      name: principal.kind === 'anonymous' ? null : principal.name,
      address: addressOf(request.headers),
      credential,
    },
    params: params ? validate(params, await context.params, 'The path is not valid') : undefined,
    query: query
      ? validate(query, queryObject(new URL(request.url).searchParams), 'The query is not valid')
      : undefined,
    body: body ? validate(body, await readJson(request), 'The request is not valid') : undefined,
    request,
  };
}

/** @throws AppError UNAUTHORIZED, DENIED */
function admit(auth: RouteAuth, request: Request, caller: Caller): void {
  checkOrigin(request, caller);
  requireKind(auth, caller.principal);
}

/** @throws AppError UNAUTHORIZED, DENIED */
function requireKind(auth: RouteAuth, principal: Principal): void {
  if (auth === 'none' || auth === 'optional') return;
  if (principal.kind === 'anonymous') throw new AppError('UNAUTHORIZED', 'Sign in first.');
  if (auth === 'required') return;
  if (principal.kind !== 'user') throw new AppError('DENIED', 'This is for people, not for robots.');
  const decision = can(principal, 'account.manage', { kind: 'system' });
  if (auth === 'user' && !decision.allowed) throw new AppError('DENIED', tokenRefusal(decision.needs));
}

function respond({ response, status }: DeclaredRoute, result: unknown, requestId: string): Response {
  if (result instanceof Response) return result;
  const headers = { 'cache-control': 'no-store', 'x-request-id': requestId };
  if (!response) return new Response(null, { status, headers });
  const checked = response.safeParse(result);
  if (!checked.success) throw new Error('An answer does not match its schema', { cause: checked.error });
  return Response.json(checked.data, { status, headers });
}
