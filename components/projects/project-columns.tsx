'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Project } from '#lib/schemas/projects.ts';
import { fullest } from '#lib/schemas/quotas.ts';
import { QuotaBar } from '@/components/ui/quota-bar';
import { RowLink } from '@/components/ui/row-link';
import type { Column } from '@/components/ui/table/column';
import { lastPushedColumn, sizeColumn } from '@/components/ui/table/common-columns';
import { VisibilityChip } from '@/components/ui/visibility-chip';

export function useProjectColumns(): Column<Project>[] {
  const t = useTranslations('projects');
  const ui = useTranslations('ui');
  return useMemo<Column<Project>[]>(
    () => [
      {
        id: 'name',
        header: t('columns.name'),
        width: 'minmax(0,3fr)',
        sort: { by: 'name', first: 'asc' },
        card: 'main',
        cell: (project) => (
          <span className="flex min-w-0 items-center gap-2">
            <RowLink href={`/projects/${project.name}`}>{project.name}</RowLink>
            <VisibilityChip visibility={project.visibility} />
            <span className="min-w-0 flex-1 truncate text-muted max-md:hidden">
              {project.description || (project.personal ? t('personal') : '')}
            </span>
          </span>
        ),
      },
      {
        id: 'role',
        header: t('columns.role'),
        width: '7rem',
        from: 'lg',
        cell: ({ role }) => <span className="text-text-2">{role ? ui(`roles.${role}`) : t('noRole')}</span>,
      },
      {
        id: 'repositories',
        header: t('columns.repositories'),
        width: '6.5rem',
        end: true,
        card: 'end',
        cell: ({ repositoryCount: count }) => (
          <>
            <span className="max-md:hidden">{count.toLocaleString('en')}</span>
            <span className="text-muted md:hidden">{t('repositoryCount', { count })}</span>
          </>
        ),
      },
      {
        id: 'quota',
        header: t('quotaColumn'),
        width: '10rem',
        from: 'lg',
        cell: ({ quota }) => {
          const most = fullest(quota);
          const state = quota.find(({ kind }) => kind === most?.kind);
          return state ? (
            <QuotaBar state={state} className="w-full" />
          ) : (
            <span className="text-muted">–</span>
          );
        },
      },
      sizeColumn(t('columns.size')),
      lastPushedColumn(t('columns.lastPushed'), t('never')),
    ],
    [t, ui],
  );
}
