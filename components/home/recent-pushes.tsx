'use client';
import Link from 'next/link';
import { useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { TagEvent } from '#lib/schemas/repositories.ts';
import { repositoryHref, tagHref } from '@/components/api/repository-path';
import { Chip } from '@/components/ui/chip';
import { shortDigest } from '@/components/ui/digest';
import { useShortcuts } from '@/components/ui/shortcuts';
import { RelativeTime } from '@/components/ui/time';
import { groupPushes } from './group-pushes';
import type { PushGroup } from './group-pushes';

/** Tags named in a group before "+3". */
const MOST_TAGS = 4;

/** Pushes as they happen, those of one deed together. */
export function RecentPushes({ events }: { events: readonly TagEvent[] }) {
  const t = useTranslations('home');
  const list = useRef<HTMLUListElement>(null);
  const groups = useMemo(() => groupPushes(events), [events]);
  const keys = useTranslations('ui.keys');
  const move = (step: 1 | -1) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[at === -1 ? 0 : at + step]?.focus();
  };
  useShortcuts([
    { keys: 'j', label: keys('down'), run: () => move(1) },
    { keys: 'k', label: keys('up'), run: () => move(-1) },
  ]);
  if (groups.length === 0) return <p className="px-4 py-8 text-center text-muted">{t('noRecent')}</p>;
  return (
    <ul ref={list}>
      {groups.map((group) => (
        <li
          key={group.key}
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
  const [event] = group.events;
  const single = group.events.length === 1 && event;
  return (
    <div className="flex flex-col gap-0.5">
      <div className="flex items-baseline justify-between gap-4">
        <Link
          data-row-link
          href={single ? tagHref(group.repository, event.tag) : repositoryHref(group.repository)}
          className="min-w-0 rounded-[3px] font-medium wrap-anywhere hover:text-accent hover:underline"
        >
          {group.repository}
          {single ? <span className="text-text-2">:{event.tag}</span> : null}
        </Link>
        <RelativeTime at={group.at} className="shrink-0 text-table text-muted tabular-nums" />
      </div>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-table text-muted">
        <span>{group.actor === null ? t('unknownPusher') : t('by', { name: group.actor })}</span>
        <span aria-hidden>·</span>
        {single ? <Change event={event} /> : <Tags group={group} />}
      </div>
    </div>
  );
}

function Change({ event }: { event: TagEvent }) {
  const t = useTranslations('home');
  if (!event.fromDigest || !event.toDigest || event.fromDigest === event.toDigest)
    return <span>{t('pushedNew')}</span>;
  const { fromDigest, toDigest } = event;
  return (
    <span>
      {t.rich('moved', {
        from: () => <code title={fromDigest}>{shortDigest(fromDigest)}</code>,
        to: () => <code title={toDigest}>{shortDigest(toDigest)}</code>,
      })}
    </span>
  );
}

function Tags({ group }: { group: PushGroup }) {
  const t = useTranslations('home');
  const shown = group.events.slice(0, MOST_TAGS);
  const more = group.events.length - shown.length;
  return (
    <>
      <span>{t('groupTags', { count: group.events.length })}</span>
      {shown.map(({ tag }) => (
        <Link key={tag} href={tagHref(group.repository, tag)} className="max-w-40 rounded-full">
          <Chip mono>{tag}</Chip>
        </Link>
      ))}
      {more > 0 && <span>+{more}</span>}
    </>
  );
}
