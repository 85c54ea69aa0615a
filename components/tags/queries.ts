import { queryOptions } from '@tanstack/react-query';
import type { DeletePreview, Tag } from '#lib/schemas/repositories.ts';
import { api } from '@/components/api/client';
import { pagedQuery } from '@/components/api/paged';
import type { TagsFilter } from './url-state';

/** Root of the keys of a repository's tags, for what makes them stale. */
export function tagsKey(repository: string): string[] {
  return ['repository', repository, 'tags'];
}

export function tagsQuery(repository: string, filter: TagsFilter, from: string | null) {
  return pagedQuery<Tag>(tagsKey(repository), `/repositories/${repository}/-/tags`, filter, from);
}

export function platformsQuery(repository: string) {
  return queryOptions({
    queryKey: ['repository', repository, 'platforms'],
    queryFn: ({ signal }) =>
      api<{ items: string[] }>('GET', `/repositories/${repository}/-/platforms`, { signal }),
  });
}

/** Who shares the images of doomed tags and stays. What was true a moment ago is asked again. */
export function deletePreviewQuery(repository: string, tags: readonly string[]) {
  return queryOptions({
    queryKey: ['repository', repository, 'delete-preview', tags],
    queryFn: ({ signal }) =>
      api<DeletePreview>('GET', `/repositories/${repository}/-/tags:delete-preview`, {
        query: { tags: tags.join(',') },
        signal,
      }),
    staleTime: 0,
    gcTime: 0,
    enabled: tags.length > 0,
  });
}
