'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { GcRun } from '#lib/schemas/storage.ts';
import { Bytes } from '@/components/ui/bytes';
import { Chip } from '@/components/ui/chip';
import { formatBytes } from '#lib/oci/format-bytes.ts';
import type { Column } from '@/components/ui/table/column';
import { DataTable } from '@/components/ui/table/data-table';
import { RelativeTime } from '@/components/ui/time';

/** Earlier runs, the last first. */
export function GcHistory({ runs }: { runs: readonly GcRun[] }) {
  const t = useTranslations('storage');
  const columns = useMemo<Column<GcRun>[]>(
    () => [
      {
        id: 'when',
        header: t('columns.when'),
        width: 'minmax(0,2fr)',
        card: 'main',
        cell: ({ createdAt, actor, trigger }) => (
          <span className="block truncate">
            <RelativeTime at={createdAt} />
            <span className="text-muted"> · {actor ?? t(`triggers.${trigger}`)}</span>
          </span>
        ),
      },
      {
        id: 'status',
        header: t('columns.outcome'),
        width: 'minmax(0,3fr)',
        card: 'sub',
        cell: (run) => <Outcome run={run} />,
      },
      {
        id: 'disk',
        header: t('columns.disk'),
        width: '11rem',
        from: 'lg',
        end: true,
        cell: ({ bytesBefore, bytesAfter }) =>
          bytesBefore === null || bytesAfter === null
            ? '–'
            : t('beforeAfter', { before: formatBytes(bytesBefore), after: formatBytes(bytesAfter) }),
      },
      {
        id: 'paused',
        header: t('columns.paused'),
        width: '6.5rem',
        from: 'lg',
        end: true,
        cell: ({ pausedMs }) => (pausedMs === null ? '–' : t('seconds', { count: pausedMs / 1000 })),
      },
      {
        id: 'freed',
        header: t('columns.freed'),
        width: '6.5rem',
        end: true,
        card: 'end',
        cell: ({ bytes, dryRun }) =>
          bytes === null || dryRun ? '–' : <Bytes value={bytes} className="font-medium" />,
      },
    ],
    [t],
  );
  if (runs.length === 0) return <p className="border-t border-line px-4 py-4 text-muted">{t('noRuns')}</p>;
  return (
    <div className="border-t border-line">
      <DataTable label={t('history')} columns={columns} rows={runs} rowKey={({ id }) => id} />
    </div>
  );
}

const TONES = { queued: 'plain', running: 'accent', done: 'ok', failed: 'danger' } as const;

function Outcome({ run }: { run: GcRun }) {
  const t = useTranslations('storage');
  const { status, dryRun, message, bytes, blobs } = run;
  const words =
    status === 'failed'
      ? message
      : status === 'done' && dryRun
        ? t('wouldFree', { size: formatBytes(bytes ?? 0), count: blobs ?? 0 })
        : status === 'done'
          ? t('blobsDeleted', { count: blobs ?? 0 })
          : null;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Chip tone={TONES[status]}>
        {t(dryRun && status === 'done' ? 'statuses.looked' : `statuses.${status}`)}
      </Chip>
      {words && (
        <span className="min-w-0 truncate text-text-2" title={words}>
          {words}
        </span>
      )}
    </span>
  );
}
