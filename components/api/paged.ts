import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import type { InfiniteData } from '@tanstack/react-query';
import type { Page } from '#lib/schemas/common.ts';
import { api } from './client';

export type ListQuery = Record<string, string | number | boolean | undefined>;
export type Pages<Item> = InfiniteData<Page<Item>, string | null>;

/** A cursor-paged list of the API, loaded page by page; begins at `from`, the cursor that a link may carry. */
export function pagedQuery<Item>(
  key: readonly string[],
  path: string,
  query: ListQuery,
  from: string | null = null,
) {
  return infiniteQueryOptions({
    queryKey: [...key, query, from],
    queryFn: ({ pageParam, signal }) =>
      api<Page<Item>>('GET', path, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: from,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** The first page, as the server read it, in the shape that the list keeps. */
export function firstPage<Item>(page: Page<Item>, from: string | null = null): Pages<Item> {
  return { pages: [page], pageParams: [from] };
}
