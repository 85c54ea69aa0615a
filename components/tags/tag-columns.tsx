'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Tag } from '#lib/schemas/repositories.ts';
import { tagHref } from '@/components/api/repository-path';
import { Bytes } from '@/components/ui/bytes';
import { Chip } from '@/components/ui/chip';
import { Digest } from '@/components/ui/digest';
import { ImageStatus } from '@/components/ui/image-status';
import { PlatformChips } from '@/components/ui/platform-chips';
import { ProtectionBadge } from '@/components/ui/protection';
import { LastPulled } from '@/components/ui/pulled';
import { RowLink } from '@/components/ui/row-link';
import { Sparkline } from '@/components/ui/sparkline';
import type { Column } from '@/components/ui/table/column';
import { RelativeTime } from '@/components/ui/time';
import { OPTIONAL_COLUMNS } from './columns-choice';
import type { OptionalColumn } from './columns-choice';
import { TagMenu } from './tag-menu';
import type { TagActions } from './tag-menu';

/** So few columns fit any table: those that somebody chose are there whatever the width. */
const ALWAYS_FIT = 4;

/** The columns of the table, without those that are not `chosen`. */
export function useTagColumns(
  repository: string,
  actions: TagActions,
  chosen: readonly OptionalColumn[],
): Column<Tag>[] {
  const all = useAllColumns(repository, actions);
  const key = chosen.join();
  return useMemo(() => {
    const wanted = key.split(',');
    const shown = all.filter(({ id }) => !isOptional(id) || wanted.includes(id));
    return wanted.length > ALWAYS_FIT ? shown : shown.map(({ from: _, ...column }) => column);
  }, [all, key]);
}

function isOptional(id: string): boolean {
  return (OPTIONAL_COLUMNS as readonly string[]).includes(id);
}

function useAllColumns(repository: string, actions: TagActions): Column<Tag>[] {
  const t = useTranslations('tags');
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('columns.name'),
        width: 'minmax(0,1fr)',
        sort: { by: 'name', first: 'desc' },
        card: 'main',
        cell: (tag) => <TagName repository={repository} tag={tag} />,
      },
      {
        id: 'platforms',
        header: t('columns.platforms'),
        width: '8.5rem',
        card: 'subend',
        cell: (tag) =>
          tag.kind === 'artifact' ? (
            <Chip>{t('artifact')}</Chip>
          ) : (
            <PlatformChips platforms={tag.platforms} />
          ),
      },
      {
        id: 'size',
        header: t('columns.size'),
        width: '5rem',
        sort: { by: 'size', first: 'desc' },
        end: true,
        card: 'end',
        cell: ({ size }) =>
          size === null ? <span className="text-muted">{t('unknownSize')}</span> : <Bytes value={size} />,
      },
      {
        id: 'pushed',
        header: t('columns.pushed'),
        width: '10rem',
        sort: { by: 'pushedAt', first: 'desc' },
        card: 'sub',
        cell: ({ pushedAt, pushedBy }) => (
          <span className="block truncate max-md:text-muted">
            <RelativeTime at={pushedAt} />
            {pushedBy && <span className="text-muted"> · {pushedBy}</span>}
          </span>
        ),
      },
      {
        id: 'lastPulled',
        header: t('columns.lastPulled'),
        width: '7rem',
        sort: { by: 'lastPulledAt', first: 'desc' },
        from: 'lg',
        cell: (tag) => <LastPulled at={tag.lastPulledAt} notSince={tag.notPulledSince} />,
      },
      {
        id: 'pulls',
        header: t('columns.pulls'),
        width: '7rem',
        sort: { by: 'pulls30d', first: 'desc' },
        from: 'lg',
        cell: (tag) => <Pulls tag={tag} />,
      },
      {
        id: 'status',
        header: t('columns.status'),
        width: '5.5rem',
        from: 'xl',
        cell: ({ status, locked }) => (
          <span className="flex items-center gap-1">
            {locked && <ProtectionBadge protection={locked} />}
            <ImageStatus status={status} />
          </span>
        ),
      },
      {
        id: 'digest',
        header: t('columns.digest'),
        width: '7rem',
        sort: { by: 'digest', first: 'asc' },
        from: 'xl',
        cell: ({ digest }) => <Digest short digest={digest} className="text-text-2" />,
      },
      {
        id: 'actions',
        header: t('columns.actions'),
        quiet: true,
        width: '2rem',
        card: 'actions',
        cell: (tag) => <TagMenu repository={repository} tag={tag} actions={actions} />,
      },
    ],
    [t, repository, actions],
  );
}

/** The bars stand in line, so that one reads them down the column. */
function Pulls({ tag: { pulls30d, pullsByDay } }: { tag: Tag }) {
  return (
    <span className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-2 text-right tabular-nums">
      <span className={pulls30d ? undefined : 'text-muted'}>{pulls30d.toLocaleString('en')}</span>
      {pullsByDay.length > 0 ? <Sparkline days={pullsByDay} /> : <span className="w-15" />}
    </span>
  );
}

function TagName({ repository, tag }: { repository: string; tag: Tag }) {
  const t = useTranslations('tags');
  const [alias] = tag.aliases;
  const more = tag.aliasCount - 1;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <RowLink mono href={tagHref(repository, tag.name)} title={tag.name}>
        {tag.name}
      </RowLink>
      {tag.locked && <ProtectionBadge protection={tag.locked} className="xl:hidden" />}
      {alias && (
        <span
          className="flex max-w-[45%] min-w-0 shrink-0 items-center gap-1"
          title={t('alias', { name: tag.aliases.join(', ') })}
        >
          <Chip mono className="shrink">
            {alias}
          </Chip>
          {more > 0 && <span className="text-chip text-muted">+{more}</span>}
        </span>
      )}
    </span>
  );
}
