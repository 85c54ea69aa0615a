'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { PlanItem } from '#lib/schemas/retention-runs.ts';
import { lockTags } from '@/components/api/lock';
import { toast } from '@/components/ui/toast-store';
import { cleanupKey } from './queries';

/** Locks the tags of verdicts, a call a repository: no cleanup, push or person moves or deletes them then. */
export function useLockTags(project: string, onDone: () => void) {
  const t = useTranslations('cleanup.locking');
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (items: readonly PlanItem[]) => {
      let changed = 0;
      for (const [repository, tags] of byRepository(items))
        changed += (await lockTags(repository, tags)).changed.length;
      return changed;
    },
    onSuccess: (count) => {
      toast({ title: t('done', { count }) });
      onDone();
    },
    onError: (error) => toast({ tone: 'danger', title: t('failed'), detail: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: [...cleanupKey(project), 'preview'] }),
  });
}

function byRepository(items: readonly PlanItem[]): Map<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const { repository, tag } of items)
    if (tag !== null) grouped.set(repository, [...(grouped.get(repository) ?? []), tag]);
  return grouped;
}
