'use client';
import type { UseQueryResult } from '@tanstack/react-query';
import Link from 'next/link';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { PushGroup } from '#lib/schemas/system.ts';
import { repositoryHref, tagHref } from '@/components/api/repository-path';
import { Chip } from '@/components/ui/chip';
import { shortDigest } from '@/components/ui/digest';
import { Segmented } from '@/components/ui/segmented';
import { useShortcuts } from '@/components/ui/shortcuts';
import { RelativeTime } from '@/components/ui/time';
import type { Who } from './queries';
import { QueryCard } from './query-card';

/** Pushes as they happen, those of one deed together; everybody's or one's own. */
export function RecentPushesCard({
  query,
  who,
  onWho,
}: {
  query: UseQueryResult<{ items: PushGroup[] }>;
  who: Who;
  onWho: (who: Who) => void;
}) {
  const t = useTranslations('home');
  return (
    <QueryCard
      title={t('recent')}
      flush
      query={query}
      unavailable={t('recentUnavailable')}
      end={() => (
        <Segmented
          label={t('whose')}
          value={who}
          onChange={onWho}
          segments={[
            { value: 'all', label: t('all') },
            { value: 'mine', label: t('mine') },
          ]}
        />
      )}
    >
      {({ items }) =>
        items.length === 0 ? (
          <p className="px-4 py-8 text-center text-muted">
            {who === 'mine' ? t('noRecentMine') : t('noRecent')}
          </p>
        ) : (
          <Groups groups={items} />
        )
      }
    </QueryCard>
  );
}

function Groups({ groups }: { groups: readonly PushGroup[] }) {
  const keys = useTranslations('ui.keys');
  const list = useRef<HTMLUListElement>(null);
  const move = (step: 1 | -1) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[at === -1 ? 0 : at + step]?.focus();
  };
  useShortcuts([
    { keys: 'j', label: keys('down'), run: () => move(1) },
    { keys: 'k', label: keys('up'), run: () => move(-1) },
  ]);
  return (
    <ul ref={list}>
      {groups.map((group) => (
        <li
          key={`${group.repository} ${group.actor} ${group.at}`}
          className="animate-fade-in border-b border-line px-4 py-2.5 last:border-0 hover:bg-hover"
        >
          <Group group={group} />
        </li>
      ))}
    </ul>
  );
}

function Group({ group }: { group: PushGroup }) {
  const t = useTranslations('home');
  const { repository, tags, tagCount, more } = group;
  const [tag = ''] = tags;
  const single = tagCount === 1 && !more;
  return (
    <div className="flex flex-col gap-0.5">
      <div className="flex items-baseline justify-between gap-4">
        <Link
          data-row-link
          href={single ? tagHref(repository, tag) : repositoryHref(repository)}
          className="min-w-0 rounded-[3px] font-medium wrap-anywhere hover:text-accent hover:underline"
        >
          {repository}
          {single && <span className="text-text-2">:{tag}</span>}
        </Link>
        <RelativeTime at={group.at} className="shrink-0 text-table text-muted tabular-nums" />
      </div>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-table text-muted">
        <span>{group.actor === null ? t('unknownPusher') : t('by', { name: group.actor })}</span>
        <span aria-hidden>·</span>
        {single ? <Change group={group} /> : <Tags group={group} />}
      </div>
    </div>
  );
}

function Change({ group: { fromDigest, toDigest } }: { group: PushGroup }) {
  const t = useTranslations('home');
  if (!fromDigest || !toDigest || fromDigest === toDigest) return <span>{t('pushedNew')}</span>;
  return (
    <span>
      {t.rich('moved', {
        from: () => <code title={fromDigest}>{shortDigest(fromDigest)}</code>,
        to: () => <code title={toDigest}>{shortDigest(toDigest)}</code>,
      })}
    </span>
  );
}

function Tags({ group: { repository, tags, tagCount, more } }: { group: PushGroup }) {
  const t = useTranslations('home');
  const rest = tagCount - tags.length;
  return (
    <>
      <span>{more ? t('groupTagsOrMore', { count: tagCount }) : t('groupTags', { count: tagCount })}</span>
      {tags.map((tag) => (
        <Link key={tag} href={tagHref(repository, tag)} className="max-w-40 rounded-full pointer-coarse:py-2">
          <Chip mono>{tag}</Chip>
        </Link>
      ))}
      {rest > 0 && (
        <span>
          +{rest.toLocaleString('en')}
          {more && '…'}
        </span>
      )}
    </>
  );
}
