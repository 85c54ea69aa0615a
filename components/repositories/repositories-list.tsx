'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { usePagedList } from '@/components/api/use-paged-list';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { FilteredTable } from '@/components/ui/table/filtered-table';
import { useUrlState } from '@/components/ui/use-url-state';
import { REPOSITORIES, repositoriesFilter, repositoriesQuery } from './queries';
import { useRepositoryColumns } from './repository-columns';

/** Repositories of one project, or all that the viewer may see. */
export function RepositoriesList({ project, empty }: { project?: string; empty: ReactNode }) {
  const t = useTranslations('repositories');
  const { get } = useUrlState();
  const filter = { ...(project && { project }), ...repositoriesFilter(get) };
  const list = usePagedList(repositoriesQuery(filter));
  const columns = useRepositoryColumns(!project);
  useLiveQueries([REPOSITORIES], (event) => !project || event.project === project);
  return (
    <FilteredTable
      list={list}
      filter={filter}
      texts={{
        label: t('label'),
        filter: t('filter'),
        failed: t('failed'),
        count: (count) => t('count', { count }),
      }}
      empty={empty}
      columns={columns}
      rowKey={(repository) => repository.name}
    />
  );
}
