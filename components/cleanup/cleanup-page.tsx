'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { SavedRetention } from '#lib/schemas/retention-runs.ts';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { ErrorState } from '@/components/ui/faces';
import { SkeletonRows } from '@/components/ui/skeleton';
import { CleanupEditor } from './cleanup-editor';
import { retentionQuery } from './queries';

/** A project's cleanup: the rules, and what they would do. */
export function CleanupPage({ project }: { project: string }) {
  const t = useTranslations('cleanup');
  const ui = useTranslations('ui');
  const client = useQueryClient();
  const query = retentionQuery(project);
  const { data, error, refetch } = useQuery(query);
  useLiveQueries([query.queryKey], (event) => event.kind === 'retention' && event.project === project);
  if (!data) {
    return error ? (
      <ErrorState title={t('failed')} error={error} onRetry={() => void refetch()} />
    ) : (
      <SkeletonRows label={ui('loading')} />
    );
  }
  return (
    <CleanupEditor
      project={project}
      saved={data}
      onSaved={(saved: SavedRetention) => client.setQueryData(query.queryKey, saved)}
    />
  );
}
