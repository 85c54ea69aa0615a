'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { InUseSource } from '#lib/schemas/in-use.ts';
import { useViewer } from '@/components/api/viewer';
import { Card } from '@/components/ui/card';
import { CommandLine } from '@/components/ui/copy';
import { EmptyState, ErrorState } from '@/components/ui/faces';
import { ListFaces } from '@/components/ui/list-faces';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { DataTable } from '@/components/ui/table/data-table';
import { RelativeTime } from '@/components/ui/time';
import { ResumeButton } from './pauses';
import { cleanupStateQuery, inUseQuery } from './queries';
import { RemoveSourceDialog } from './remove-source';
import { useSourceColumns } from './source-columns';

/** For administrators: what holds cleanup up everywhere, and who reports which images run. */
export function AdminCleanupPage() {
  const t = useTranslations('cleanup.admin');
  return (
    <div className="flex flex-col gap-6">
      <PageHeader title={t('title')} lead={t('lead')} />
      <PauseState />
      <Sources />
    </div>
  );
}

function PauseState() {
  const t = useTranslations('cleanup.admin');
  const pauses = useTranslations('cleanup.pauses');
  const { data, error, refetch } = useQuery(cleanupStateQuery);
  if (error && !data)
    return <ErrorState title={t('stateFailed')} error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  if (!data.paused) {
    return (
      <p className="flex items-start gap-2">
        <CircleCheck aria-hidden size={16} className="mt-0.5 shrink-0 text-ok" />
        {t('running')}
      </p>
    );
  }
  return (
    <Notice actions={<ResumeButton />}>
      <p className="font-medium">{pauses('every')}</p>
      <p className="text-text-2">
        {data.paused.message}{' '}
        {pauses.rich('since', { time: () => <RelativeTime at={data.paused?.since ?? ''} /> })}
      </p>
    </Notice>
  );
}

function Sources() {
  const t = useTranslations('cleanup.admin');
  const { origin } = useViewer();
  const { data, error, isPending, refetch } = useQuery(inUseQuery);
  const [removing, setRemoving] = useState<InUseSource | null>(null);
  const columns = useSourceColumns(setRemoving);
  const items = data?.items ?? [];
  return (
    <Card title={t('sources')} flush>
      <p className="px-4 py-3 text-text-2">{t('sourcesText')}</p>
      <div className="px-1 pb-1">
        <ListFaces
          pending={isPending}
          error={data ? null : error}
          retry={() => void refetch()}
          count={items.length}
          failedTitle={t('sourcesFailed')}
          empty={
            <EmptyState title={t('noSources')}>
              <p className="mb-3">{t('noSourcesText')}</p>
              <CommandLine command={reportCommand(origin)} label={t('report')} wrap className="text-left" />
            </EmptyState>
          }
        >
          <DataTable label={t('sources')} columns={columns} rows={items} rowKey={({ name }) => name} />
        </ListFaces>
      </div>
      <RemoveSourceDialog source={removing} onClose={() => setRemoving(null)} />
    </Card>
  );
}

/** What a cluster sends; the digests are those of its running images. */
function reportCommand(origin: string): string {
  return `curl -u admin -X PUT ${origin}/api/v1/in-use/cluster-1 -H 'content-type: application/json' -d '{"digests":["sha256:…"],"ttlSeconds":3600}'`;
}
