'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { PutRetentionInput, SavedRetention } from '#lib/schemas/retention-runs.ts';
import { toast } from '@/components/ui/toast-store';
import { activateRetention, forgetRetention, saveRetention } from './api';
import { cleanupKey, retentionQuery } from './queries';

/** Changes to what is saved of a project's cleanup; each begins from the version that is shown. */
export function useSave(project: string, saved: SavedRetention) {
  const t = useTranslations('cleanup.save');
  const client = useQueryClient();
  const { queryKey } = retentionQuery(project);
  const shown = {
    // What is shown is old news, whoever was first: ask again.
    onError: (error: Error) => {
      toast({ tone: 'danger', title: t('failed'), detail: error.message });
      void client.invalidateQueries({ queryKey });
    },
    onSuccess: (next: SavedRetention) => client.setQueryData(queryKey, next),
  };
  const put = useMutation({
    mutationFn: (changes: Partial<PutRetentionInput>) =>
      saveRetention(project, { ...whole(saved), ...changes }),
    ...shown,
  });
  const activate = useMutation({
    mutationFn: () => activateRetention(project, saved.version),
    ...shown,
  });
  const forget = useMutation({
    mutationFn: () => forgetRetention(project, saved.version),
    onError: shown.onError,
    onSuccess: () => client.invalidateQueries({ queryKey: cleanupKey(project) }),
  });
  return { put, activate, forget };
}

function whole(saved: SavedRetention): PutRetentionInput {
  const { version, policy, state, schedule, timeZone, onPush, guardPercent } = saved;
  return { version, policy, state, schedule, timeZone, onPush, guardPercent };
}
