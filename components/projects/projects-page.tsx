'use client';
import { Boxes, Plus } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { usePagedList } from '@/components/api/use-paged-list';
import { useViewer } from '@/components/api/viewer';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/faces';
import { PageHeader } from '@/components/ui/page-header';
import { Segmented } from '@/components/ui/segmented';
import { FilteredTable } from '@/components/ui/table/filtered-table';
import { useUrlState } from '@/components/ui/use-url-state';
import { CreateProjectDialog } from './create-project-dialog';
import { useProjectColumns } from './project-columns';
import { PROJECTS, projectsFilter, projectsQuery } from './queries';

export function ProjectsPage() {
  const t = useTranslations('projects');
  const { me, registryHost } = useViewer();
  const { get, change } = useUrlState();
  const filter = projectsFilter(get);
  const list = usePagedList(projectsQuery(filter));
  const columns = useProjectColumns();
  useLiveQueries([PROJECTS]);
  const openCreate = (open: boolean) => change({ new: open ? 'true' : null });
  const creating = get('new') !== null;
  const create = me && (
    <Button
      variant="primary"
      icon={<Plus aria-hidden size={16} />}
      reason={me.canCreateProjects ? null : t('newReason')}
      onClick={() => openCreate(true)}
    >
      {t('new')}
    </Button>
  );
  return (
    <div className="flex flex-col gap-6">
      <PageHeader title={t('title')} lead={t('lead')} actions={create} />
      <FilteredTable
        list={list}
        filter={filter}
        narrowing={filter.mine ? ['mine'] : []}
        texts={{
          label: t('title'),
          filter: t('filter'),
          failed: t('failed'),
          count: (count) => t('count', { count }),
        }}
        controls={
          me && (
            <Segmented
              label={t('which')}
              value={filter.mine ? 'mine' : 'all'}
              onChange={(which) => change({ mine: which === 'mine' ? 'true' : null })}
              segments={[
                { value: 'all', label: t('all') },
                { value: 'mine', label: t('mine') },
              ]}
            />
          )
        }
        empty={
          <EmptyState icon={<Boxes aria-hidden size={32} />} title={t('empty')} action={create}>
            {me && t('emptyText', { host: registryHost, name: me.username })}
          </EmptyState>
        }
        columns={columns}
        rowKey={(project) => project.name}
      />
      <CreateProjectDialog open={creating} onOpenChange={openCreate} />
    </div>
  );
}
