'use client';
import { useTranslations } from 'use-intl';
import { usePagedList } from '@/components/api/use-paged-list';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { EmptyState } from '@/components/ui/faces';
import { ListFaces } from '@/components/ui/list-faces';
import { DataTable } from '@/components/ui/table/data-table';
import { TRASH, trashQuery } from './queries';
import type { TrashPlace } from './queries';
import { useTrashColumns } from './trash-columns';

/** What was deleted in a project or a repository, and can still come back. */
export function TrashTab({
  place,
  project,
  canRestore,
}: {
  place: TrashPlace;
  project: string;
  canRestore: boolean;
}) {
  const t = useTranslations('trash');
  const list = usePagedList(trashQuery(place));
  const columns = useTrashColumns({ project, canRestore, inProject: place.kind === 'project' });
  useLiveQueries([TRASH], (event) => event.project === project && event.kind !== 'access');
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-(--container-form) text-text-2">{t('lead')}</p>
      <ListFaces
        {...list}
        count={list.rows.length}
        failedTitle={t('failed')}
        empty={<EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>}
      >
        <DataTable
          label={t('label')}
          columns={columns}
          rows={list.rows}
          rowKey={(entry) => entry.id}
          total={list.total}
          more={list.more}
        />
      </ListFaces>
    </div>
  );
}
