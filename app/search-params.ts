import type { z } from 'zod';

export type SearchParams = Record<string, string | string[] | undefined>;

/** The first value of a parameter, or null. */
export function firstOf(params: SearchParams, name: string): string | null {
  const value = params[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/** Reads what a schema of the API knows; an address that it refuses shows the default rather than an error. */
export function parseQuery<Output>(schema: z.ZodType<Output>, query: Record<string, unknown>): Output {
  const given = Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined && value !== null),
  );
  const parsed = schema.safeParse(given);
  return parsed.success ? parsed.data : schema.parse({});
}
