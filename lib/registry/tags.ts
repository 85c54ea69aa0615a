import { AppError } from '#lib/errors/app-error.ts';
import { isTag } from '#lib/oci/reference.ts';
import { nextPage } from './next-page.ts';
import { manifestPath, tagsPath } from './paths.ts';
import { discard, readBounded, unexpected, upstreamRequest } from './request.ts';

/** 2.8.x sends all tags in one answer: room for about 200,000 of the longest. */
const MAX_LIST_BYTES = 32 * 1024 * 1024;
const PAGE_SIZE = 1000;

/**
 * Every tag upstream lists for a repository; empty when it knows no such repository. 2.8.x ignores `n` and gives
 * null for none. A listing proves presence only: S3 listings leave entries out.
 */
export async function listTags(repository: string): Promise<string[]> {
  const tags = new Set<string>();
  let path: string | null = `${tagsPath(repository)}?n=${PAGE_SIZE}`;
  while (path !== null) {
    const response = await upstreamRequest({ method: 'GET', path });
    if (response.status === 404) {
      discard(response);
      break;
    }
    if (response.status !== 200) throw unexpected(response, `the tag list of ${repository}`);
    const before = tags.size;
    for (const tag of parseTags(await readBounded(response.stream, MAX_LIST_BYTES))) tags.add(tag);
    path = tags.size > before ? nextPage(path, response.headers.link) : null;
  }
  return [...tags];
}

/** Removes one tag as a tag; false when it was not there. Registry 3.x only: 2.8.x answers 400. */
export async function deleteTag(repository: string, tag: string, timeoutMs?: number): Promise<boolean> {
  const response = await upstreamRequest({
    method: 'DELETE',
    path: manifestPath(repository, tag),
    timeoutMs,
  });
  if (response.status === 404) {
    discard(response);
    return false;
  }
  if (response.status !== 202) throw unexpected(response, `DELETE of tag ${repository}:${tag}`);
  discard(response);
  return true;
}

function parseTags(body: Buffer): string[] {
  let tags: unknown;
  try {
    tags = (JSON.parse(body.toString()) as { tags?: unknown }).tags ?? [];
  } catch (cause) {
    throw new AppError('UPSTREAM_ERROR', 'The registry sent a tag list that is no JSON.', { cause });
  }
  return Array.isArray(tags)
    ? tags.filter((tag): tag is string => typeof tag === 'string' && isTag(tag))
    : [];
}
