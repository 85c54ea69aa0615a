'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { pagedQuery, Pages } from './paged';

/** The rows loaded so far of a cursor-paged list, and what its five faces need. */
export function usePagedList<Item>(options: ReturnType<typeof pagedQuery<Item>>) {
  const query = useInfiniteQuery(options);
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return {
    rows,
    pages: query.data as Pages<Item> | undefined,
    total: query.data?.pages[0]?.total,
    error: query.data ? null : query.error,
    pending: query.isPending,
    /** What is shown answers the question before this one. */
    stale: query.isPlaceholderData,
    retry: () => void query.refetch(),
    more: {
      has: query.hasNextPage,
      loading: query.isFetchingNextPage,
      load: () => void query.fetchNextPage(),
    },
  };
}
