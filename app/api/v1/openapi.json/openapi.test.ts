import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METHODS } from '#lib/http/repository-routes.ts';
import { repositoryRoutes } from '../repositories/[...path]/routes.ts';
import { GET } from './route.ts';

const v1 = join(import.meta.dirname, '..');
type Operation = {
  summary: string;
  parameters?: { name: string; in: string; required: boolean; schema: unknown }[];
  requestBody?: unknown;
  responses: Record<string, { content?: Record<string, { schema: Record<string, unknown> }> }>;
};
type Document = { openapi: string; paths: Record<string, Record<string, Operation>> };

async function describeApi(): Promise<Document> {
  const response = await GET(new Request('http://localhost/api/v1/openapi.json'), {
    params: Promise.resolve({}),
  });
  return (await response.json()) as Document;
}

/** `projects/[project]/route.ts` → `/projects/{project}` */
const pathOf = (file: string) => `/${file.replace(/\/?route\.ts$/, '').replace(/\[(\w+)\]/g, '{$1}')}`;
const methodsOf = (module: object) =>
  METHODS.filter((method) => method in module).map((method) => method.toLowerCase());

describe('the description of the API', () => {
  it.each(globSync('**/route.ts', { cwd: v1 }).filter((file) => !file.includes('[...path]')))(
    'has %s',
    async (file) => {
      const { paths } = await describeApi();
      const declared = (await import(join(v1, file))) as object;
      expect(Object.keys(paths[pathOf(file)] ?? {}).sort()).toEqual(methodsOf(declared).sort());
    },
  );

  it.each(Object.entries(repositoryRoutes))('has what is under a repository: %s', async (rest, methods) => {
    const { paths } = await describeApi();
    expect(Object.keys(paths[`/repositories/{name}${rest}`] ?? {}).sort()).toEqual(methodsOf(methods).sort());
  });

  it('says what goes in and out', async () => {
    const document = await describeApi();
    expect(document.openapi).toBe('3.1.0');
    const tags = document.paths['/repositories/{name}/-/tags']!['get']!;
    expect(tags.parameters).toContainEqual(
      expect.objectContaining({ name: 'name', in: 'path', required: true }),
    );
    expect(tags.parameters).toContainEqual(
      expect.objectContaining({ name: 'sort', in: 'query', required: false }),
    );
    expect(tags.parameters).toContainEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    });
    expect(tags.responses['200']!.content!['application/json']!.schema).toMatchObject({
      required: ['items', 'nextCursor', 'attachmentTags', 'size'],
    });
    expect(document.paths['/repositories/{name}/-/tags:delete']!['post']!.requestBody).toMatchObject({
      required: true,
    });
    expect(
      document.paths['/repositories/{name}/-/manifests/{reference}']!['delete']!.responses,
    ).toHaveProperty('204');
  });

  it('names every parameter that stands in a path', async () => {
    const { paths } = await describeApi();
    for (const [path, operations] of Object.entries(paths)) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const operation of Object.values(operations)) {
        expect(
          (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name),
        ).toEqual(names);
        expect(operation.summary).not.toBe('');
      }
    }
  });
});
