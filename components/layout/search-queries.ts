import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { SearchResult } from '#lib/schemas/system.ts';
import { api } from '@/components/api/client';

/** What the palette finds for a term: projects, repositories and tags that the viewer may see. */
export function searchQuery(q: string) {
  return queryOptions({
    queryKey: ['search', q],
    queryFn: ({ signal }) => api<SearchResult>('GET', '/search', { query: { q, limit: 8 }, signal }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });
}
