'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { lockTags, unlockTags } from '@/components/api/lock';
import { toast } from '@/components/ui/toast-store';

/** Locks and unlocks, and shows what came of it. `lock` throws what went wrong; `unlock` says it. */
export function useLockTags(repository: string) {
  const t = useTranslations('tags.lock');
  const client = useQueryClient();
  return useMemo(() => {
    const refresh = () => void client.invalidateQueries({ queryKey: ['repository', repository] });
    return {
      lock: async (tags: readonly string[], note: string | undefined) => {
        const { changed } = await lockTags(repository, tags, note);
        toast({ title: t('done', { count: changed.length, name: changed[0] ?? '' }) });
        refresh();
      },
      unlock: (tags: readonly string[]) =>
        void unlockTags(repository, tags)
          .then(({ changed }) =>
            toast({ title: t('undone', { count: changed.length, name: changed[0] ?? '' }) }),
          )
          .catch((error: Error) => toast({ tone: 'danger', title: t('failed'), detail: error.message }))
          .finally(refresh),
    };
  }, [client, repository, t]);
}
