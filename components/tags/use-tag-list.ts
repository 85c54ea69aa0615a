'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Tag, TagPage } from '#lib/schemas/repositories.ts';
import type { Pages } from '@/components/api/paged';
import { usePagedList } from '@/components/api/use-paged-list';
import { tagsQuery } from './queries';
import type { TagsFilter } from './url-state';

/**
 * The rows of the table. The cursor of the address says where the list begins when it is opened; while one scrolls the
 * address follows (see useCursorInAddress), which must not start the list anew.
 */
export function useTagList(repository: string, filter: TagsFilter, addressCursor: string | null) {
  const client = useQueryClient();
  const key = JSON.stringify([repository, filter]);
  const [begun, setBegun] = useState({ key, from: addressCursor });
  if (begun.key !== key) setBegun({ key, from: addressCursor });
  const from = begun.key === key ? begun.from : addressCursor;
  const options = tagsQuery(repository, filter, from);
  const list = usePagedList(options);
  const about = list.pages?.pages[0] as TagPage | undefined;
  return {
    ...list,
    size: about?.size,
    attachmentTags: about?.attachmentTags ?? 0,
    from,
    restart: () => setBegun({ key, from: null }),
    /** Asks anew for the first page only: with all of them, a long list would take as many questions. */
    refresh: async () => {
      client.setQueryData<Pages<Tag>>(
        options.queryKey,
        (pages) => pages && { pages: pages.pages.slice(0, 1), pageParams: pages.pageParams.slice(0, 1) },
      );
      await client.invalidateQueries({ queryKey: options.queryKey });
    },
  };
}
