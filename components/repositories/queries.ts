import { queryOptions } from '@tanstack/react-query';
import type { Repository, RepositoryDetail, TagEvent } from '#lib/schemas/repositories.ts';
import { repositorySort } from '#lib/schemas/repositories.ts';
import { api } from '@/components/api/client';
import { pagedQuery } from '@/components/api/paged';

/** Root of the keys of lists of repositories; what is in one is under ['repository', name]. */
export const REPOSITORIES = ['repositories'] as const;

export type RepositoriesFilter = { project?: string; q?: string; sort: string };

/** What the address says about a list of repositories. */
export function repositoriesFilter(get: (name: string) => string | null): RepositoriesFilter {
  const sort = repositorySort.safeParse(get('sort'));
  return { ...(get('q') && { q: get('q') ?? '' }), sort: sort.success ? sort.data : '-lastPushedAt' };
}

export function repositoriesQuery(filter: RepositoriesFilter) {
  return pagedQuery<Repository>(REPOSITORIES, '/repositories', filter);
}

export function repositoryQuery(name: string) {
  return queryOptions({
    queryKey: ['repository', name, 'detail'],
    queryFn: ({ signal }) => api<RepositoryDetail>('GET', `/repositories/${name}`, { signal }),
  });
}

export function timelineQuery(name: string, tag: string | null) {
  return pagedQuery<TagEvent>(['repository', name, 'events'], `/repositories/${name}/-/events`, {
    ...(tag && { tag }),
  });
}
