'use client';
import { History } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { TagEvent } from '#lib/schemas/repositories.ts';
import { manifestHref, tagHref } from '@/components/api/repository-path';
import { usePagedList } from '@/components/api/use-paged-list';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import type { Tone } from '@/components/ui/chip';
import { shortDigest } from '@/components/ui/digest';
import { EmptyState } from '@/components/ui/faces';
import { ListFaces } from '@/components/ui/list-faces';
import { RowLink } from '@/components/ui/row-link';
import { EndSentinel } from '@/components/ui/table/end-sentinel';
import { RelativeTime } from '@/components/ui/time';
import { useUrlState } from '@/components/ui/use-url-state';
import { BackButton } from './back-button';
import { timelineQuery } from './queries';

const TONES: Record<TagEvent['kind'], Tone> = {
  pushed: 'plain',
  deleted: 'danger',
  restored: 'ok',
  found: 'plain',
  missing: 'warn',
  returned: 'plain',
};

/** Every move of a tag: which digest, who, when. */
export function TimelineTab({ repository, canMove }: { repository: string; canMove: boolean }) {
  const t = useTranslations('repositories.timeline');
  const { get, change } = useUrlState();
  const tag = get('tag');
  const list = usePagedList(timelineQuery(repository, tag));
  useLiveQueries([['repository', repository, 'events']], (event) => event.repository === repository);
  return (
    <div className="pt-4">
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <p className="text-text-2">{t('lead')}</p>
        {tag && (
          <>
            <Chip mono>{t('ofTag', { tag })}</Chip>
            <Button variant="ghost" onClick={() => change({ tag: null })}>
              {t('showAll')}
            </Button>
          </>
        )}
      </div>
      <ListFaces
        {...list}
        count={list.rows.length}
        failedTitle={t('failed')}
        filter={tag ? { text: tag, clear: () => change({ tag: null }) } : null}
        empty={<EmptyState icon={<History aria-hidden size={32} />} title={t('empty')} />}
      >
        <ol aria-label={t('label')} className="border-t border-line">
          {list.rows.map((event) => (
            <li
              key={`${event.tag} ${event.at} ${event.kind}`}
              className="border-b border-line px-3 py-2.5 hover:bg-hover"
            >
              <Move
                event={event}
                canMove={canMove}
                onOnly={tag ? undefined : () => change({ tag: event.tag }, 'push')}
              />
            </li>
          ))}
        </ol>
        <EndSentinel {...list.more} />
      </ListFaces>
    </div>
  );
}

function Move({ event, canMove, onOnly }: { event: TagEvent; canMove: boolean; onOnly?: () => void }) {
  const t = useTranslations('repositories.timeline');
  const { kind, fromDigest, toDigest, repository } = event;
  const moved = kind === 'pushed' && fromDigest !== null && fromDigest !== toDigest;
  const link = (digest: string) => (
    <RowLink mono href={manifestHref(repository, digest)} title={digest} className="font-normal">
      {shortDigest(digest)}
    </RowLink>
  );
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-table">
      <Chip tone={moved ? 'accent' : TONES[kind]} className="w-20 justify-center">
        {moved ? t('moved') : t(kind)}
      </Chip>
      <RowLink mono href={tagHref(repository, event.tag)} className="max-w-64">
        {event.tag}
      </RowLink>
      <span className="text-muted">
        {moved && toDigest
          ? t.rich('fromTo', { from: () => link(fromDigest), to: () => link(toDigest) })
          : (toDigest ?? fromDigest) && link((toDigest ?? fromDigest)!)}
      </span>
      <span className="ml-auto flex flex-wrap items-center justify-end gap-2 text-muted">
        {event.actor && <span>{event.actor}</span>}
        <RelativeTime at={event.at} />
        {event.restorable && <BackButton event={event} canMove={canMove} />}
        {onOnly && (
          <Button
            variant="ghost"
            className="h-7 px-2"
            onClick={onOnly}
            aria-label={`${t('showOne')}: ${event.tag}`}
            icon={<History aria-hidden size={14} />}
          />
        )}
      </span>
    </div>
  );
}
