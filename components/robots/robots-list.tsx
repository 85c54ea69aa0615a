'use client';
import { useQuery } from '@tanstack/react-query';
import { Bot, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/faces';
import { ListFaces } from '@/components/ui/list-faces';
import { DataTable } from '@/components/ui/table/data-table';
import type { Asked } from './asked';
import { ChangeRobotDialog, type RobotChange } from './change-robot-dialog';
import { CreateRobotDialog } from './create-robot-dialog';
import { EditRobotDialog } from './edit-robot-dialog';
import { robotsQuery, type Home } from './queries';
import { useRobotColumns } from './robot-columns';
import { RotateRobotDialog } from './rotate-robot-dialog';
import { TrustsDialog } from './trusts-dialog';

/** The robots of a project or of the system, and all that can be done with them. */
export function RobotsList({ home }: { home: Home }) {
  const t = useTranslations('robots');
  const { data, error, isPending, refetch } = useQuery(robotsQuery(home));
  useLiveQueries(
    [robotsQuery(home).queryKey],
    (event) => event.kind === 'access' && event.project === (home ?? ''),
  );
  const [creating, setCreating] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const columns = useRobotColumns(setAsked);
  const rows = data?.items ?? [];
  const robotFor = (...kinds: Asked['for'][]) => (asked && kinds.includes(asked.for) ? asked.robot : null);
  const close = () => setAsked(null);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-(--container-form) text-text-2">{t(home === null ? 'leadSystem' : 'lead')}</p>
        <Button variant="primary" icon={<Plus aria-hidden size={16} />} onClick={() => setCreating(true)}>
          {t('new')}
        </Button>
      </div>
      <ListFaces
        pending={isPending}
        error={data ? null : error}
        count={rows.length}
        failedTitle={t('failed')}
        retry={() => void refetch()}
        empty={
          <EmptyState icon={<Bot aria-hidden size={32} />} title={t('empty')}>
            {t('emptyText')}
          </EmptyState>
        }
      >
        <DataTable label={t('title')} columns={columns} rows={rows} rowKey={({ name }) => name} />
      </ListFaces>
      <CreateRobotDialog home={home} open={creating} onClose={() => setCreating(false)} />
      <EditRobotDialog robot={robotFor('edit')} onClose={close} />
      <RotateRobotDialog robot={robotFor('rotate')} onClose={close} />
      <TrustsDialog robot={robotFor('trusts')} onClose={close} />
      <ChangeRobotDialog
        robot={robotFor('disable', 'enable', 'delete')}
        change={asked?.for as RobotChange}
        onClose={close}
      />
    </div>
  );
}
