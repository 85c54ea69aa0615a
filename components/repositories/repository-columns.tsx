'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Repository } from '#lib/schemas/repositories.ts';
import { repositoryHref } from '@/components/api/repository-path';
import { RowLink } from '@/components/ui/row-link';
import type { Column } from '@/components/ui/table/column';
import { lastPushedColumn, sizeColumn } from '@/components/ui/table/common-columns';
import { VisibilityChip } from '@/components/ui/visibility-chip';

/** `withVisibility`: in a list across projects. */
export function useRepositoryColumns(withVisibility: boolean): Column<Repository>[] {
  const t = useTranslations('repositories');
  return useMemo<Column<Repository>[]>(
    () => [
      {
        id: 'name',
        header: t('columns.name'),
        width: 'minmax(0,3fr)',
        sort: { by: 'name', first: 'asc' },
        card: 'main',
        cell: (repository) => (
          <span className="flex min-w-0 items-center gap-2">
            <RowLink href={repositoryHref(repository.name)} title={repository.name}>
              {repository.name}
            </RowLink>
            {withVisibility && <VisibilityChip visibility={repository.visibility} />}
            {repository.description && (
              <span className="min-w-0 flex-1 truncate text-muted max-md:hidden">
                {repository.description}
              </span>
            )}
          </span>
        ),
      },
      {
        id: 'tags',
        header: t('columns.tags'),
        width: '5rem',
        sort: { by: 'tagCount', first: 'desc' },
        end: true,
        card: 'end',
        cell: ({ tagCount }) => (
          <>
            <span className="max-md:hidden">{tagCount.toLocaleString('en')}</span>
            <span className="text-muted md:hidden">{t('tagCount', { count: tagCount })}</span>
          </>
        ),
      },
      sizeColumn(t('columns.size')),
      {
        id: 'pulls',
        header: t('columns.pulls'),
        width: '5rem',
        sort: { by: 'pullCount', first: 'desc' },
        from: 'lg',
        end: true,
        cell: ({ pullCount }) => pullCount.toLocaleString('en'),
      },
      lastPushedColumn(t('columns.lastPushed'), t('never')),
    ],
    [t, withVisibility],
  );
}
