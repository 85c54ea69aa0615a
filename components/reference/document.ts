/** What of an OpenAPI 3.1 document the pages show. */
export type Schema = {
  type?: string | readonly string[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  enum?: readonly unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  $ref?: string;
};
export type Parameter = { name: string; in: 'path' | 'query'; required: boolean; schema: Schema };
type Content = Record<string, { schema?: Schema }>;
export type Operation = {
  summary: string;
  security: readonly Record<string, unknown>[];
  parameters?: readonly Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
};
export type ApiDocument = { paths: Record<string, Record<string, Operation>> };

/** One line of the list; the rest is looked up in the document. */
export type Listed = { method: string; path: string; summary: string };

/** Operations by the first word of their path, in the order of the document. */
export function grouped(listed: readonly Listed[]): [group: string, operations: Listed[]][] {
  const groups = new Map<string, Listed[]>();
  for (const one of listed) {
    const group = one.path.split('/')[1]?.split(':')[0] ?? '';
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return [...groups];
}

/** What a value is, in a few words: `string (date-time)`, `"a" | "b"`, `integer 1–200`, `array of string`. */
export function typeText(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeText))].join(' | ');
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.type === 'array') return `array of ${schema.items ? typeText(schema.items) : 'any'}`;
  const type = schema.type === undefined ? 'any' : [schema.type].flat().join(' | ');
  return [type, schema.format && `(${schema.format})`, rangeText(schema)].filter(Boolean).join(' ');
}

function rangeText({ minimum, maximum, minLength, maxLength }: Schema): string {
  // Zod bounds every integer by what a double can hold exactly, which is no news.
  const low = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
  const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  if (low !== undefined || high !== undefined) return `${low ?? ''}–${high ?? ''}`;
  if (minLength === undefined && maxLength === undefined) return '';
  return `${minLength ?? 0}–${maxLength ?? ''} characters`;
}

/** The objects within a schema, whose fields are worth a line each: itself, its items, or its choices. */
export function objectsIn(schema: Schema): Schema[] {
  if (schema.properties) return [schema];
  const inner = [...(schema.anyOf ?? schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])];
  return inner.flatMap(objectsIn);
}

/** A body to begin with: what is required, with empty values. */
export function exampleOf(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = (schema.anyOf ?? schema.oneOf)?.[0];
  if (choice) return exampleOf(choice);
  if (schema.properties) return exampleObject(schema.properties, schema.required ?? []);
  return EMPTY[[schema.type ?? 'null'].flat()[0] ?? 'null'] ?? null;
}

const EMPTY: Record<string, unknown> = {
  string: '',
  integer: 0,
  number: 0,
  boolean: false,
  array: [],
  object: {},
};

function exampleObject(properties: Record<string, Schema>, required: readonly string[]): unknown {
  const shown = Object.entries(properties).filter(([name]) => required.includes(name));
  return Object.fromEntries(shown.map(([name, schema]) => [name, exampleOf(schema)]));
}

/** The address of a request, or null while a parameter of the path is missing. */
export function addressOf(
  path: string,
  values: Record<string, string>,
  names: readonly Parameter[],
): string | null {
  const missing = names.some(({ name, in: place }) => place === 'path' && !values[name]);
  if (missing) return null;
  // Names of repositories keep their slashes; whatever else a value holds can't leave its place.
  const encode = (value: string) => value.split('/').map(encodeURIComponent).join('/');
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encode(values[name] ?? ''));
  const query = new URLSearchParams();
  for (const { name, in: place } of names) {
    if (place === 'query' && values[name]) query.set(name, values[name]);
  }
  const text = query.toString();
  return `/api/v1${filled}${text && `?${text}`}`;
}
