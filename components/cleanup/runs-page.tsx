'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { RetentionRun } from '#lib/schemas/retention-runs.ts';
import { usePagedList } from '@/components/api/use-paged-list';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Bytes } from '@/components/ui/bytes';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/faces';
import { ListFaces } from '@/components/ui/list-faces';
import { RowLink } from '@/components/ui/row-link';
import type { Column } from '@/components/ui/table/column';
import { DataTable } from '@/components/ui/table/data-table';
import { RelativeTime } from '@/components/ui/time';
import { CleanupCrumbs } from './cleanup-crumbs';
import { runsQuery } from './queries';
import { RunStatusChip } from './run-status';

/** All runs of a project's cleanup, the latest first. */
export function RunsPage({ project }: { project: string }) {
  const t = useTranslations('cleanup.runs');
  const query = runsQuery(project);
  const list = usePagedList(query);
  const columns = useRunColumns(project);
  useLiveQueries([query.queryKey], (event) => event.kind === 'retention' && event.project === project);
  return (
    <div className="flex flex-col gap-4">
      <CleanupCrumbs project={project} title={t('title')} />
      <ListFaces
        {...list}
        count={list.rows.length}
        failedTitle={t('failed')}
        empty={
          <EmptyState
            title={t('empty')}
            action={<ButtonLink href={`/projects/${project}/cleanup`}>{t('toRules')}</ButtonLink>}
          >
            {t('emptyText')}
          </EmptyState>
        }
      >
        <DataTable
          label={t('title')}
          columns={columns}
          rows={list.rows}
          rowKey={(run) => run.id}
          more={list.more}
        />
      </ListFaces>
    </div>
  );
}

function useRunColumns(project: string): Column<RetentionRun>[] {
  const t = useTranslations('cleanup.runs');
  return useMemo(
    () => [
      {
        id: 'when',
        header: t('columns.when'),
        width: 'minmax(0,1fr)',
        card: 'main',
        cell: (run) => (
          <RowLink href={`/projects/${project}/cleanup/runs/${run.id}`}>
            {t('name', { id: run.id })}
            <span className="font-normal text-muted">
              {' · '}
              <RelativeTime at={run.createdAt} />
            </span>
          </RowLink>
        ),
      },
      {
        id: 'status',
        header: t('columns.status'),
        width: '13rem',
        card: 'sub',
        cell: (run) => <RunStatusChip run={run} />,
      },
      {
        id: 'trigger',
        header: t('columns.trigger'),
        width: '12rem',
        cell: ({ trigger, actor }) => (
          <span className="block truncate text-text-2">
            {trigger === 'manual' && actor ? t('by', { name: actor }) : t(`triggers.${trigger}`)}
          </span>
        ),
      },
      {
        id: 'planned',
        header: t('columns.planned'),
        width: '6rem',
        end: true,
        from: 'lg',
        cell: ({ totals }) => (totals ? totals.deleted.toLocaleString('en') : '–'),
      },
      {
        id: 'deleted',
        header: t('columns.deleted'),
        width: '6rem',
        end: true,
        card: 'end',
        cell: (run) => <DeletedOf run={run} />,
      },
      {
        id: 'freed',
        header: t('columns.freed'),
        width: '7rem',
        end: true,
        card: 'subend',
        cell: ({ totals }) =>
          totals ? <Bytes value={totals.freedBytes} className="max-md:text-muted" /> : '–',
      },
    ],
    [t, project],
  );
}

/** An observing run deletes nothing, and says so rather than 0. */
function DeletedOf({ run }: { run: RetentionRun }) {
  const t = useTranslations('cleanup.runs');
  return (
    <>
      <span className="max-md:hidden">{run.observing ? '–' : run.progress.deleted.toLocaleString('en')}</span>
      <span className="text-muted md:hidden">
        {run.observing
          ? t('wouldDelete', { count: run.totals?.deleted ?? 0 })
          : t('deletedCount', { count: run.progress.deleted })}
      </span>
    </>
  );
}
