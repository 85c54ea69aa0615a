'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Candidate } from '#lib/schemas/storage.ts';
import { Bytes } from '@/components/ui/bytes';
import { RowLink } from '@/components/ui/row-link';
import type { Column } from '@/components/ui/table/column';
import { RelativeTime } from '@/components/ui/time';

export function useCandidateColumns(): Column<Candidate>[] {
  const t = useTranslations('storage');
  return useMemo(
    () => [
      {
        id: 'tag',
        header: t('columns.tag'),
        width: 'minmax(0,3fr)',
        card: 'main',
        cell: ({ repository, tag }) => (
          <RowLink mono href={`/repositories/${repository}/-/tags/${tag}`} title={`${repository}:${tag}`}>
            {repository}:{tag}
          </RowLink>
        ),
      },
      {
        id: 'pushed',
        header: t('columns.pushed'),
        width: '7rem',
        from: 'lg',
        cell: ({ pushedAt }) => <RelativeTime at={pushedAt} className="text-muted" />,
      },
      {
        id: 'lastPulled',
        header: t('columns.lastPulled'),
        width: '7.5rem',
        card: 'sub',
        cell: ({ lastPulledAt }) => (
          <span className="text-muted">
            {lastPulledAt ? <RelativeTime at={lastPulledAt} /> : t('guide.neverPulled')}
          </span>
        ),
      },
      {
        id: 'size',
        header: t('columns.size'),
        width: '6rem',
        end: true,
        from: 'lg',
        cell: ({ size }) => (size === null ? '–' : <Bytes value={size} className="text-muted" />),
      },
      {
        id: 'own',
        header: t('columns.wouldFree'),
        width: '6.5rem',
        end: true,
        card: 'end',
        cell: ({ own }) => <Bytes value={own} />,
      },
    ],
    [t],
  );
}
