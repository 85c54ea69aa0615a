'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { DeleteTagsResult, Tag } from '#lib/schemas/repositories.ts';
import type { Pages } from '@/components/api/paged';
import { toast } from '@/components/ui/toast-store';
import { deleteTags, restoreAll } from './api';
import { tagsKey } from './queries';

/** Deletes tags with progress, takes their rows away, and offers Undo. `onDone` hears which are gone. */
export function useDeleteTags(repository: string, onDone: (gone: readonly string[]) => void) {
  const t = useTranslations('tags.deleting');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const [done, setDone] = useState(0);
  const refresh = () => client.invalidateQueries({ predicate: ({ queryKey: [root] }) => root !== 'search' });
  const undo = (ids: readonly string[]) =>
    void restoreAll(ids)
      .then((count) => toast({ title: t('restored', { count }) }))
      .catch((error: Error) => toast({ tone: 'danger', title: t('restoreFailed'), detail: error.message }))
      .finally(refresh);

  const mutation = useMutation({
    mutationFn: async (tags: readonly string[]) => {
      const outcome = await deleteTags(repository, tags, setDone);
      if (outcome.error && outcome.results.length === 0) throw outcome.error;
      return outcome;
    },
    onMutate: () => setDone(0),
    onSuccess: ({ results, error }) => {
      const all = merge(results);
      const gone = [...all.deleted, ...all.notFound];
      client.setQueriesData<Pages<Tag>>(
        { queryKey: tagsKey(repository) },
        (pages) => pages && withoutTags(pages, new Set(gone)),
      );
      if (error) toast({ tone: 'danger', title: t('failed'), detail: error.message });
      if (all.deleted.length > 0 || !error) {
        toast({
          title: t('done', { count: all.deleted.length, name: all.deleted[0] ?? '' }),
          ...(all.locked.length > 0 && {
            detail: t('lockedDone', { count: all.locked.length, name: all.locked[0] ?? '' }),
          }),
          ...(all.moved.length > 0 && {
            detail: t('moved', { count: all.moved.length, name: all.moved[0] ?? '' }),
          }),
          ...(all.trashIds.length > 0 && { action: { label: ui('undo'), run: () => undo(all.trashIds) } }),
        });
      }
      onDone(gone);
      void refresh();
    },
  });
  return {
    run: (tags: readonly string[]) => mutation.mutate(tags),
    busy: mutation.isPending,
    done,
    /** Why nothing was deleted. */
    error: mutation.error,
    reset: mutation.reset,
  };
}

function merge(results: readonly DeleteTagsResult[]) {
  return {
    deleted: results.flatMap((result) => result.deleted),
    moved: results.flatMap((result) => result.moved),
    locked: results.flatMap((result) => result.locked),
    notFound: results.flatMap((result) => result.notFound),
    trashIds: results.flatMap((result) => result.trashIds),
  };
}

function withoutTags(pages: Pages<Tag>, gone: ReadonlySet<string>): Pages<Tag> {
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      items: page.items.filter((tag) => !gone.has(tag.name)),
      ...(page.total !== undefined && { total: Math.max(0, page.total - gone.size) }),
    })),
  };
}
