import { z } from 'zod';
import { describedResponses } from '#lib/http/openapi.ts';
import type { DeclaredRoute } from '#lib/http/route.ts';

type Described = { content?: Record<string, { schema?: Record<string, unknown> }> };

const known = new WeakMap<DeclaredRoute, Record<string, Described>>();
const schemas = new WeakMap<object, z.ZodType>();

/** Throws unless the OpenAPI document says that the route may answer so: the status, the media type, and every field. */
export function requireDescribed(
  declared: DeclaredRoute,
  answer: { status: number; headers: Headers; text: string },
): void {
  const responses = known.get(declared) ?? describedResponses(declared);
  known.set(declared, responses);
  const { status, headers, text } = answer;
  const described = status < 400 ? responses[String(status)] : responses['default'];
  if (!described) throw undescribed(declared, `the status ${status} is not described`);
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  if (!described.content) {
    if (text !== '') throw undescribed(declared, `a body of ${type} is not described`);
    return;
  }
  const content = described.content[type];
  if (!content) throw undescribed(declared, `the media type ${type} is not described`);
  if (!content.schema) return;
  const schema = schemas.get(content.schema) ?? z.fromJSONSchema(content.schema);
  schemas.set(content.schema, schema);
  const result = schema.safeParse(JSON.parse(text));
  if (!result.success) throw undescribed(declared, z.prettifyError(result.error));
}

function undescribed({ summary }: DeclaredRoute, what: string): Error {
  return new Error(`An answer of ‘${summary}’ is not as the OpenAPI document has it: ${what}`);
}
