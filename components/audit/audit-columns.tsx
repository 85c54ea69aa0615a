'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { AuditEvent } from '#lib/schemas/audit.ts';
import { Chip } from '@/components/ui/chip';
import type { Column } from '@/components/ui/table/column';
import { RelativeTime } from '@/components/ui/time';
import { useActionText } from './use-action-text';

/** Columns of the log; its first cell opens the whole event. */
export function useAuditColumns(onOpen: (event: AuditEvent) => void): Column<AuditEvent>[] {
  const t = useTranslations('audit');
  const actionText = useActionText();
  return useMemo(
    () => [
      {
        id: 'action',
        header: t('columns.action'),
        width: 'minmax(0,1.2fr)',
        card: 'main',
        cell: (event) => (
          <span className="flex min-w-0 items-center gap-2">
            <button
              type="button"
              data-row-link
              onClick={() => onOpen(event)}
              className="min-w-0 truncate text-left font-medium hover:underline pointer-coarse:min-h-11"
            >
              {actionText(event.action)}
            </button>
            {event.result !== 'done' && (
              <Chip tone={event.result === 'failed' ? 'danger' : 'warn'}>{t(`results.${event.result}`)}</Chip>
            )}
          </span>
        ),
      },
      {
        id: 'what',
        header: t('columns.what'),
        width: 'minmax(0,1.5fr)',
        card: 'sub',
        cell: (event) => (
          <span className="block truncate text-text-2" title={whatOf(event)}>
            {whatOf(event)}
          </span>
        ),
      },
      {
        id: 'who',
        header: t('columns.who'),
        width: 'minmax(0,1fr)',
        cell: ({ actor, credential }) => (
          <span className="block truncate">
            {actor ?? <span className="text-muted">{t(credential ? 'unknown' : 'nobody')}</span>}
            {actor && credential && <span className="text-muted"> · {credential}</span>}
          </span>
        ),
      },
      {
        id: 'from',
        header: t('columns.from'),
        width: '9rem',
        from: 'lg',
        cell: ({ address }) => (
          <span className="block truncate text-muted tabular-nums">{address ?? '–'}</span>
        ),
      },
      {
        id: 'when',
        header: t('columns.when'),
        width: '7rem',
        card: 'subend',
        cell: ({ at }) => <RelativeTime at={at} className="text-muted" />,
      },
    ],
    [t, actionText, onOpen],
  );
}

/** `acme/api · v1`: on what, from the whole to the part. */
function whatOf({ repository, project, target }: AuditEvent): string {
  return [repository ?? project, target].filter((part) => part !== null).join(' · ') || '–';
}
