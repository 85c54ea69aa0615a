'use client';
import { Database } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { StorageOfProject, StorageOfRepository } from '#lib/schemas/storage.ts';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/faces';
import { Segmented } from '@/components/ui/segmented';
import { DataTable } from '@/components/ui/table/data-table';
import { useUrlState } from '@/components/ui/use-url-state';
import { SpaceMap, type Space } from './space-map';
import { useSpaceColumns } from './space-columns';

type Props = {
  /** Null: of one project alone, where there is nothing to choose. */
  projects: readonly StorageOfProject[] | null;
  repositories: readonly StorageOfRepository[];
};

/** What takes space, by project or repository, as a map or a table; which, is in the address. */
export function SpaceCard({ projects, repositories }: Props) {
  const t = useTranslations('storage');
  const { get, change } = useUrlState();
  const by = projects && get('by') !== 'repository' ? 'project' : 'repository';
  const view = get('view') === 'table' ? 'table' : 'map';
  const spaces = projects && by === 'project' ? projectSpaces(projects) : repositorySpaces(repositories);
  const columns = useSpaceColumns(by);
  return (
    <Card title={t('space')} flush={view === 'table' || spaces.length === 0}>
      <div
        className={`flex flex-wrap gap-3 ${view === 'table' ? 'border-b border-line px-4 py-3' : 'mb-4'} ${spaces.length === 0 ? 'hidden' : ''}`}
      >
        {projects && (
          <Segmented
            label={t('by')}
            value={by}
            onChange={(next) => change({ by: next === 'project' ? null : next })}
            segments={[
              { value: 'project', label: t('byProject') },
              { value: 'repository', label: t('byRepository') },
            ]}
          />
        )}
        <Segmented
          label={t('view')}
          value={view}
          onChange={(next) => change({ view: next === 'map' ? null : next })}
          segments={[
            { value: 'map', label: t('map') },
            { value: 'table', label: t('table') },
          ]}
        />
      </div>
      {spaces.length === 0 ? (
        <EmptyState icon={<Database aria-hidden size={32} />} title={t('empty')}>
          {t(projects ? 'emptyText' : 'project.emptyText')}
        </EmptyState>
      ) : view === 'map' ? (
        <SpaceMap spaces={spaces} />
      ) : (
        <DataTable label={t('space')} columns={columns} rows={spaces} rowKey={({ name }) => name} />
      )}
    </Card>
  );
}

function projectSpaces(projects: readonly StorageOfProject[]): Space[] {
  return projects.map(({ project, size, own, shared, trash, repositories }) => ({
    ...{ name: project, href: `/projects/${project}`, size, own, shared, trash },
    count: repositories,
  }));
}

function repositorySpaces(repositories: readonly StorageOfRepository[]): Space[] {
  return repositories.map(({ repository, size, own, shared, tags }) => ({
    ...{ name: repository, href: `/repositories/${repository}`, size, own, shared, trash: null },
    count: tags,
  }));
}
