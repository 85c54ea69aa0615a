import type { Page } from '#lib/schemas/common.ts';
import { MAX_PAGE_SIZE } from '#lib/schemas/common.ts';
import type { DeleteTagsResult, Tag } from '#lib/schemas/repositories.ts';
import { MAX_TAGS_A_DELETE } from '#lib/schemas/repositories.ts';
import { api } from '@/components/api/client';
import { restoreTrash } from '@/components/api/restore';
import type { TagsFilter } from './url-state';

/** Restores run side by side, few enough not to crowd out everybody else. */
const RESTORES_AT_ONCE = 4;

/** Deletes tags, as many calls as it takes; `onProgress` hears how many are done. What one call did stands if the next fails. */
export async function deleteTags(
  repository: string,
  tags: readonly string[],
  onProgress: (done: number) => void,
): Promise<{ results: DeleteTagsResult[]; error: Error | null }> {
  const results: DeleteTagsResult[] = [];
  try {
    for (let at = 0; at < tags.length; at += MAX_TAGS_A_DELETE) {
      const batch = tags.slice(at, at + MAX_TAGS_A_DELETE);
      results.push(
        await api<DeleteTagsResult>('POST', `/repositories/${repository}/-/tags:delete`, {
          body: { tags: batch },
        }),
      );
      onProgress(at + batch.length);
    }
    return { results, error: null };
  } catch (error) {
    return { results, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** Gives how many came back; throws the first reason one did not, after trying all. */
export async function restoreAll(trashIds: readonly string[]): Promise<number> {
  const waiting = [...trashIds];
  const failures: unknown[] = [];
  let restored = 0;
  const work = async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      await restoreTrash(id).then(
        () => restored++,
        (error: unknown) => failures.push(error),
      );
    }
  };
  await Promise.all(Array.from({ length: RESTORES_AT_ONCE }, work));
  if (failures.length > 0) throw failures[0];
  return restored;
}

/** The names of all tags that match, page by page. */
export async function allMatching(
  repository: string,
  filter: TagsFilter,
  onProgress: (count: number) => void,
): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Tag> = await api('GET', `/repositories/${repository}/-/tags`, {
      query: { ...filter, limit: MAX_PAGE_SIZE, cursor },
    });
    names.push(...page.items.map((tag) => tag.name));
    cursor = page.nextCursor;
    onProgress(names.length);
  } while (cursor !== null);
  return names;
}
