'use client';
import { Plus, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { usePagedList } from '@/components/api/use-paged-list';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/faces';
import { PageHeader } from '@/components/ui/page-header';
import { FilteredTable } from '@/components/ui/table/filtered-table';
import { useUrlState } from '@/components/ui/use-url-state';
import { CreateGroupDialog } from './create-group-dialog';
import { useGroupColumns } from './group-columns';
import { groupsFilter, groupsQuery } from './queries';

export function GroupsPage() {
  const t = useTranslations('groups');
  const { get } = useUrlState();
  const filter = groupsFilter(get);
  const list = usePagedList(groupsQuery(filter));
  const [creating, setCreating] = useState(false);
  const columns = useGroupColumns();
  return (
    <div className="flex flex-col gap-6">
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <Button variant="primary" icon={<Plus aria-hidden size={16} />} onClick={() => setCreating(true)}>
            {t('new')}
          </Button>
        }
      />
      <FilteredTable
        list={list}
        filter={filter}
        texts={{
          label: t('title'),
          filter: t('filter'),
          failed: t('failed'),
          count: (count) => t('count', { count }),
        }}
        empty={
          <EmptyState icon={<UsersRound aria-hidden size={32} />} title={t('empty')}>
            {t('emptyText')}
          </EmptyState>
        }
        columns={columns}
        rowKey={(group) => group.name}
      />
      <CreateGroupDialog open={creating} onOpenChange={setCreating} />
    </div>
  );
}
