import type { LockTagsResult } from '#lib/schemas/protection.ts';
import { MAX_TAGS_A_DELETE } from '#lib/schemas/repositories.ts';
import { api } from './client';

/** Locks tags, as many calls as it takes. */
export function lockTags(
  repository: string,
  tags: readonly string[],
  note?: string,
): Promise<LockTagsResult> {
  return inBatches(tags, (batch) =>
    api('POST', `/repositories/${repository}/-/tags:lock`, { body: { tags: batch, ...(note && { note }) } }),
  );
}

export function unlockTags(repository: string, tags: readonly string[]): Promise<LockTagsResult> {
  return inBatches(tags, (batch) =>
    api('POST', `/repositories/${repository}/-/tags:unlock`, { body: { tags: batch } }),
  );
}

async function inBatches(
  tags: readonly string[],
  call: (batch: readonly string[]) => Promise<LockTagsResult>,
): Promise<LockTagsResult> {
  const all: LockTagsResult = { changed: [], unchanged: [], notFound: [] };
  for (let at = 0; at < tags.length; at += MAX_TAGS_A_DELETE) {
    const one = await call(tags.slice(at, at + MAX_TAGS_A_DELETE));
    all.changed.push(...one.changed);
    all.unchanged.push(...one.unchanged);
    all.notFound.push(...one.notFound);
  }
  return all;
}
