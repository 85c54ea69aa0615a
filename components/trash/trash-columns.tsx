'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { TrashEntry } from '#lib/schemas/repositories.ts';
import { Bytes } from '@/components/ui/bytes';
import { Chip } from '@/components/ui/chip';
import { Digest, shortDigest } from '@/components/ui/digest';
import { RestoreButton } from '@/components/ui/restore-button';
import type { Column } from '@/components/ui/table/column';
import { RelativeTime, useNow } from '@/components/ui/time';

export function useTrashColumns({
  project,
  canRestore,
  inProject,
  onTaken,
}: {
  project: string;
  canRestore: boolean;
  inProject: boolean;
  /** Its tag exists again. */
  onTaken: (entry: TrashEntry) => void;
}): Column<TrashEntry>[] {
  const t = useTranslations('trash');
  return useMemo(
    () => [
      {
        id: 'what',
        header: t('columns.what'),
        width: 'minmax(0,2fr)',
        card: 'main',
        cell: ({ repository, tag }) => (
          <span className="flex min-w-0 items-center gap-2" title={tag ? `${repository}:${tag}` : repository}>
            <span data-row-link tabIndex={-1} className="truncate font-mono font-medium">
              {inProject ? repository : ''}
              {tag ? `${inProject ? ':' : ''}${tag}` : ''}
            </span>
            {!tag && <Chip>{t('untagged')}</Chip>}
          </span>
        ),
      },
      {
        id: 'deleted',
        header: t('columns.deleted'),
        width: '13rem',
        card: 'sub',
        cell: ({ deletedAt, deletedBy }) => (
          <span className="block truncate text-muted">
            <RelativeTime at={deletedAt} />
            {deletedBy && ` · ${deletedBy}`}
          </span>
        ),
      },
      {
        id: 'expires',
        header: t('columns.expires'),
        width: '5.5rem',
        card: 'subend',
        cell: ({ expiresAt }) => <DaysLeft at={expiresAt} />,
      },
      {
        id: 'size',
        header: t('columns.size'),
        width: '5.5rem',
        end: true,
        cell: ({ size }) => (size === null ? '–' : <Bytes value={size} />),
      },
      {
        id: 'digest',
        header: t('columns.digest'),
        width: '10.5rem',
        from: 'lg',
        cell: ({ digest }) => <Digest digest={digest} />,
      },
      {
        id: 'restore',
        header: t('restore'),
        quiet: true,
        width: '7rem',
        end: true,
        card: 'actions',
        cell: (entry) => (
          <RestoreButton
            id={entry.id}
            name={entry.tag ?? shortDigest(entry.digest)}
            reason={canRestore ? null : t('needs', { project })}
            onTaken={() => onTaken(entry)}
          />
        ),
      },
    ],
    [t, project, canRestore, inProject, onTaken],
  );
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** The page's clock stands still between looks: what was just deleted has seven days, and not a minute of the eighth. */
const CLOCK_MS = 10 * 60 * 1000;

/** Days until it goes, the one that has begun among them. */
function DaysLeft({ at }: { at: string }) {
  const t = useTranslations('trash');
  const days = Math.max(0, Math.ceil((Date.parse(at) - useNow() - CLOCK_MS) / DAY_MS));
  return (
    <time
      dateTime={at}
      title={at}
      className={days <= 1 ? 'text-warn tabular-nums' : 'text-text-2 tabular-nums'}
      suppressHydrationWarning
    >
      {t('daysLeft', { days })}
    </time>
  );
}
