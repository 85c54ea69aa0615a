import { z } from 'zod';
import { AppError } from '#lib/errors/app-error.ts';

/**
 * `value` through `schema`. @throws AppError REQUEST_INVALID whose detail names each wrong field (`fields`)
 */
export function validate<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = fieldsOf(result.error);
  const [name, message] = Object.entries(fields)[0] ?? ['', 'It is not what was expected.'];
  throw new AppError('REQUEST_INVALID', name ? `${what}: ${name}: ${message}` : `${what}: ${message}`, {
    detail: { fields },
  });
}

/** Refuses what the schema does not name: a misspelt filter must not pass for none. */
export function strict(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject ? schema.strict() : schema;
}

/** The query string as an object. @throws AppError REQUEST_INVALID for a name that comes twice */
export function queryObject(search: URLSearchParams): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of search) {
    if (Object.hasOwn(found, name)) {
      throw new AppError('REQUEST_INVALID', `The query names ${JSON.stringify(name)} twice. Give it once.`);
    }
    Object.defineProperty(found, name, { value, enumerable: true });
  }
  return found;
}

/** First message of each field; unknown fields are named one by one. */
function fieldsOf(error: z.ZodError): Record<string, string> {
  const fields = new Map<string, string>();
  for (const issue of error.issues) {
    const names =
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    const message = issue.code === 'unrecognized_keys' ? 'There is no such field.' : issue.message;
    for (const name of names) if (!fields.has(name.join('.'))) fields.set(name.join('.'), message);
  }
  return Object.fromEntries(fields);
}
