'use client';
import { CircleCheck, Trash2, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { InUseSource } from '#lib/schemas/in-use.ts';
import { IconButton } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import type { Column } from '@/components/ui/table/column';
import { RelativeTime } from '@/components/ui/time';

export function useSourceColumns(onRemove: (source: InUseSource) => void): Column<InUseSource>[] {
  const t = useTranslations('cleanup.admin');
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('columns.name'),
        width: 'minmax(0,1fr)',
        card: 'main',
        cell: ({ name }) => (
          <span data-row-link tabIndex={-1} className="block truncate font-medium" title={name}>
            {name}
          </span>
        ),
      },
      {
        id: 'state',
        header: t('columns.state'),
        width: '8rem',
        card: 'end',
        cell: ({ stale }) =>
          stale ? (
            <Chip tone="warn" icon={<TriangleAlert aria-hidden size={12} />}>
              {t('stale')}
            </Chip>
          ) : (
            <Chip tone="ok" icon={<CircleCheck aria-hidden size={12} />}>
              {t('reporting')}
            </Chip>
          ),
      },
      {
        id: 'images',
        header: t('columns.images'),
        width: '6rem',
        end: true,
        cell: ({ digestCount }) => digestCount.toLocaleString('en'),
      },
      {
        id: 'reported',
        header: t('columns.reported'),
        width: '14rem',
        card: 'sub',
        cell: ({ reportedAt, reportedBy }) => (
          <span className="block truncate text-muted">
            <RelativeTime at={reportedAt} />
            {reportedBy && ` · ${reportedBy}`}
          </span>
        ),
      },
      {
        id: 'staleAt',
        header: t('columns.staleAt'),
        width: '9rem',
        from: 'lg',
        cell: ({ staleAt }) => <RelativeTime at={staleAt} />,
      },
      {
        id: 'remove',
        header: t('remove'),
        quiet: true,
        width: '2rem',
        card: 'actions',
        cell: (source) => (
          <IconButton label={t('removeNamed', { name: source.name })} onClick={() => onRemove(source)}>
            <Trash2 aria-hidden size={16} />
          </IconButton>
        ),
      },
    ],
    [t, onRemove],
  );
}
