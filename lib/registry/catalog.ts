import { AppError } from '#lib/errors/app-error.ts';
import { isRepositoryName } from '#lib/oci/reference.ts';
import { nextPage } from './next-page.ts';
import { readBounded, unexpected, upstreamRequest } from './request.ts';

/** More a page is a 400 on registry 2.8 and 3. */
const PAGE_SIZE = 1000;
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** The catalog walks the whole storage, which takes long on S3. */
const TIMEOUT_MS = 120_000;

/** Every repository upstream lists, a page at a time, after `last` in its order. */
export async function* catalog(last?: string): AsyncGenerator<string[]> {
  let path: string | null = `/v2/_catalog?n=${PAGE_SIZE}${last ? `&last=${encodeURIComponent(last)}` : ''}`;
  while (path !== null) {
    const page: { names: string[]; link: string | string[] | undefined } = await catalogPage(path);
    yield page.names;
    path = page.names.length > 0 ? nextPage(path, page.link) : null;
  }
}

/** True when upstream lists a repository of project `name`: `name/…`. */
export async function catalogHasProject(name: string): Promise<boolean> {
  // "/" sorts below every character that can follow in a name, so `name/` lands just before its first repository.
  const { names } = await catalogPage(`/v2/_catalog?n=1&last=${encodeURIComponent(`${name}/`)}`);
  return names.some((repository) => repository.startsWith(`${name}/`));
}

async function catalogPage(path: string) {
  const response = await upstreamRequest({ method: 'GET', path, timeoutMs: TIMEOUT_MS });
  if (response.status !== 200) throw unexpected(response, 'the catalog');
  const body = await readBounded(response.stream, MAX_PAGE_BYTES);
  return { names: parseNames(body), link: response.headers.link };
}

function parseNames(body: Buffer): string[] {
  let names: unknown;
  try {
    names = (JSON.parse(body.toString()) as { repositories?: unknown }).repositories ?? [];
  } catch (cause) {
    throw new AppError('UPSTREAM_ERROR', 'The registry sent a catalog that is no JSON.', { cause });
  }
  return Array.isArray(names)
    ? names.filter((name): name is string => typeof name === 'string' && isRepositoryName(name))
    : [];
}
