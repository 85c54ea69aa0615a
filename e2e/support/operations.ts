import type { Instance } from './test.ts';

/** One operation of the API, as its description has it. */
export type Operation = {
  method: string;
  /** With names in braces, without `/api/v1`. */
  path: string;
  query: string[];
  hasBody: boolean;
};

type Described = { parameters?: { name: string; in: string }[]; requestBody?: unknown };

/** All operations of the API: a test over them has those that are made tomorrow too. */
export async function operationsOf({ url }: Pick<Instance, 'url'>): Promise<Operation[]> {
  const answer = await fetch(new URL('/api/v1/openapi.json', url));
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      method: method.toUpperCase(),
      path,
      query: (described.parameters ?? []).filter((given) => given.in === 'query').map(({ name }) => name),
      hasBody: described.requestBody !== undefined,
    })),
  );
}

/** The path with its names replaced. @throws Error for a name that has no value */
export function filled(path: string, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${path}: nothing to put for ${name}`);
    return value;
  });
}
