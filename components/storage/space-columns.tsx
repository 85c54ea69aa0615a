'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { Bytes } from '@/components/ui/bytes';
import { RowLink } from '@/components/ui/row-link';
import type { Column } from '@/components/ui/table/column';
import type { Space } from './space-map';

export function useSpaceColumns(by: 'project' | 'repository'): Column<Space>[] {
  const t = useTranslations('storage');
  return useMemo<Column<Space>[]>(() => {
    const bytes = (
      id: 'size' | 'own' | 'shared' | 'trash',
      more: Partial<Column<Space>> = {},
    ): Column<Space> => ({
      ...{ id, header: t(`columns.${id}`), width: '6.5rem', end: true },
      cell: (space) => (space[id] === null ? '–' : <Bytes value={space[id]} />),
      ...more,
    });
    return [
      {
        id: 'name',
        header: t(by === 'project' ? 'columns.project' : 'columns.repository'),
        width: 'minmax(0,2fr)',
        card: 'main',
        cell: ({ name, href }) => <RowLink href={href}>{name}</RowLink>,
      },
      {
        id: 'count',
        header: t(by === 'project' ? 'columns.repositories' : 'columns.tags'),
        width: '6.5rem',
        end: true,
        from: 'lg',
        cell: ({ count }) => count.toLocaleString('en'),
      },
      bytes('size', { card: 'end' }),
      bytes('own', {
        card: 'sub',
        cell: ({ own }) => (
          <>
            <Bytes value={own} className="max-md:text-muted" />
            <span className="text-muted md:hidden"> {t('columns.own').toLowerCase()}</span>
          </>
        ),
      }),
      bytes('shared'),
      ...(by === 'project' ? [bytes('trash', { from: 'lg' })] : []),
    ];
  }, [t, by]);
}
