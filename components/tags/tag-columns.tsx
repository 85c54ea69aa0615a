'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Tag } from '#lib/schemas/repositories.ts';
import { tagHref } from '@/components/api/repository-path';
import { Bytes } from '@/components/ui/bytes';
import { Chip } from '@/components/ui/chip';
import { Digest } from '@/components/ui/digest';
import { PlatformChips } from '@/components/ui/platform-chips';
import { RowLink } from '@/components/ui/row-link';
import type { Column } from '@/components/ui/table/column';
import { RelativeTime } from '@/components/ui/time';
import { TagMenu } from './tag-menu';
import type { TagActions } from './tag-menu';

export function useTagColumns(repository: string, actions: TagActions): Column<Tag>[] {
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
        width: '10rem',
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
        width: '11rem',
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
        cell: ({ lastPulledAt }) =>
          lastPulledAt ? (
            <RelativeTime at={lastPulledAt} />
          ) : (
            <span className="text-muted">{t('notPulled')}</span>
          ),
      },
      {
        id: 'pulls',
        header: t('columns.pulls'),
        width: '5.5rem',
        sort: { by: 'pulls30d', first: 'desc' },
        from: 'lg',
        end: true,
        cell: ({ pulls30d }) => (
          <span className={pulls30d ? undefined : 'text-muted'}>{pulls30d.toLocaleString('en')}</span>
        ),
      },
      {
        id: 'digest',
        header: t('columns.digest'),
        width: '9rem',
        sort: { by: 'digest', first: 'asc' },
        from: 'xl',
        cell: ({ digest }) => <Digest digest={digest} className="text-text-2" />,
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

function TagName({ repository, tag }: { repository: string; tag: Tag }) {
  const t = useTranslations('tags');
  const [alias] = tag.aliases;
  const more = tag.aliasCount - 1;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <RowLink mono href={tagHref(repository, tag.name)} title={tag.name}>
        {tag.name}
      </RowLink>
      {alias && (
        <span
          className="flex max-w-[45%] min-w-0 shrink-0 items-center gap-1 max-md:hidden"
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
