'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { usePagedList } from '@/components/api/use-paged-list';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { EmptyState } from '@/components/ui/faces';
import { ListFaces } from '@/components/ui/list-faces';
import { DataTable } from '@/components/ui/table/data-table';
import { AddMember } from './add-member';
import { useMemberColumns } from './member-columns';
import { MemberGroups } from './member-groups';
import { memberGroupsQuery, membersQuery, projectQuery } from './queries';

export function MembersTab({ project }: { project: string }) {
  const t = useTranslations('projects.members');
  const { data } = useQuery(projectQuery(project));
  const list = usePagedList(membersQuery(project));
  const canManage = data?.abilities.manageMembers ?? false;
  const onlyOwner = list.rows.filter((member) => member.direct === 'owner' && !member.disabled).length === 1;
  const columns = useMemberColumns({
    project,
    isPublic: data?.visibility === 'public',
    canManage,
    onlyOwner,
  });
  useLiveQueries(
    [membersQuery(project).queryKey.slice(0, 3), memberGroupsQuery(project).queryKey],
    (event) => event.kind === 'access' && (event.project === project || event.project === ''),
  );
  return (
    <div className="flex flex-col gap-4">
      <p className="text-text-2">
        {list.total !== undefined && t('summary', { count: list.total })} {list.total !== undefined && '· '}
        {data && t(data.visibility === 'public' ? 'summaryPublic' : 'summaryPrivate')}
      </p>
      {canManage && <AddMember project={project} members={list.rows} />}
      <MemberGroups project={project} canManage={canManage} />
      <ListFaces
        {...list}
        count={list.rows.length}
        failedTitle={t('failed')}
        empty={<EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>}
      >
        <DataTable
          label={t('summary', { count: list.total ?? list.rows.length })}
          columns={columns}
          rows={list.rows}
          rowKey={(member) => member.username}
          total={list.total}
          more={list.more}
        />
      </ListFaces>
    </div>
  );
}
