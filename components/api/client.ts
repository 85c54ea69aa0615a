import type { Problem } from '#lib/schemas/common.ts';
import { ApiError } from './api-error';

const BASE = '/api/v1';

type QueryValue = string | number | boolean | null | undefined;
type Options = {
  query?: Record<string, QueryValue>;
  body?: unknown;
  signal?: AbortSignal;
};

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Asks the JSON API, which checked its answer against the contract in lib/schemas: `Answer` names it.
 * @throws ApiError with what the server says is wrong; status 0 when it could not be reached.
 */
export async function api<Answer = void>(
  method: Method,
  path: string,
  options: Options = {},
): Promise<Answer> {
  const { query, body, signal } = options;
  const response = await fetch(BASE + path + queryString(query), {
    method,
    signal,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiError(0, {
      detail: 'The server can’t be reached. Check the connection and try again.',
      code: 'UNREACHABLE',
    });
  });
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  if (response.status === 204) return undefined as Answer;
  return (await response.json()) as Answer;
}

/** `?a=1&b=2` of what is set; empty text counts as not set. */
export function queryString(query: Record<string, QueryValue> = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '' && value !== false)
      params.set(name, String(value));
  }
  const text = params.toString();
  return text && `?${text}`;
}

async function problemOf(response: Response): Promise<Partial<Problem>> {
  try {
    return (await response.json()) as Partial<Problem>;
  } catch {
    return { requestId: response.headers.get('x-request-id') ?? undefined };
  }
}
