'use client';
import clsx from 'clsx';
import { Check, Ellipsis, ExternalLink, FilterX, Lock, ShieldCheck, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import type { PlanItem } from '#lib/schemas/retention-runs.ts';
import { manifestHref, tagHref } from '@/components/api/repository-path';
import { Bytes } from '@/components/ui/bytes';
import { IconButton } from '@/components/ui/button';
import { shortDigest } from '@/components/ui/digest';
import { Menu, MenuItem } from '@/components/ui/menu';
import { RowLink } from '@/components/ui/row-link';
import type { Column } from '@/components/ui/table/column';
import { RelativeTime } from '@/components/ui/time';
import { canExclude } from './draft';
import { useReason } from './use-reason';

/** What one can do with one verdict. The reasons say why one may not. */
type VerdictActions = {
  project: string;
  rules: RetentionPolicy['rules'];
  exclude: (items: readonly PlanItem[]) => void;
  lock: (items: readonly PlanItem[]) => void;
  flash: (rule: string) => void;
  reason: string | null;
};

export function useVerdictColumns(actions: VerdictActions): Column<PlanItem>[] {
  const t = useTranslations('cleanup.columns');
  return useMemo(
    () => [
      {
        id: 'tag',
        header: t('verdict'),
        width: 'minmax(0,1fr)',
        sort: { by: 'tag', first: 'asc' },
        card: 'main',
        cell: (item) => <Verdict item={item} actions={actions} />,
      },
      {
        id: 'age',
        header: t('age'),
        width: '5.5rem',
        sort: { by: 'age', first: 'asc' },
        card: 'sub',
        cell: ({ age }) => <Age age={age} />,
      },
      {
        id: 'lastUsed',
        header: t('lastPulled'),
        width: '5.5rem',
        sort: { by: 'lastUsedAt', first: 'desc' },
        from: 'xl',
        cell: ({ lastUsedAt }) =>
          lastUsedAt ? (
            <RelativeTime at={lastUsedAt} />
          ) : (
            <span className="text-muted">{t('notCounted')}</span>
          ),
      },
      {
        id: 'ownBytes',
        header: t('ownBytes'),
        width: '5rem',
        sort: { by: 'ownBytes', first: 'desc' },
        end: true,
        card: 'subend',
        cell: ({ ownBytes }) => <Bytes value={ownBytes} />,
      },
      {
        id: 'actions',
        header: t('actions'),
        quiet: true,
        width: '2rem',
        card: 'actions',
        cell: (item) => <VerdictMenu item={item} actions={actions} />,
      },
    ],
    [t, actions],
  );
}

/** What a verdict is called: without the project, which all of them share. */
export function nameOf({ repository, tag, digest }: PlanItem, project: string): string {
  const short = repository.startsWith(`${project}/`) ? repository.slice(project.length + 1) : repository;
  return tag === null ? `${short}@${shortDigest(digest)}` : `${short}:${tag}`;
}

function hrefOf({ repository, tag, digest }: PlanItem): string {
  return tag === null ? manifestHref(repository, digest) : tagHref(repository, tag);
}

const ICONS = { delete: Trash2, keep: Check, protected: ShieldCheck };
const TONES = {
  delete: 'bg-danger-soft text-danger',
  keep: 'bg-hover text-text-2',
  protected: 'bg-accent-soft text-accent',
};

function Verdict({ item, actions }: { item: PlanItem; actions: VerdictActions }) {
  const t = useTranslations('cleanup');
  const Icon = ICONS[item.outcome];
  const words = t(`outcomes.${item.outcome}`);
  return (
    <span className="flex min-w-0 items-start gap-2.5 py-1 max-md:py-0">
      <span
        title={words}
        className={clsx(
          'mt-0.5 inline-flex size-5 shrink-0 items-center justify-center rounded-full',
          TONES[item.outcome],
        )}
      >
        <Icon aria-hidden size={12} />
        <span className="sr-only">{words}</span>
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex min-w-0 items-center gap-1.5">
          <RowLink
            mono
            className="leading-6"
            href={hrefOf(item)}
            title={`${item.repository}:${item.tag ?? item.digest}`}
          >
            {nameOf(item, actions.project)}
          </RowLink>
          {item.change && (
            <span
              title={t(`preview.change.${item.change}`)}
              className={clsx(
                'shrink-0 text-chip font-semibold',
                item.change === 'added' ? 'text-danger' : 'text-ok',
              )}
            >
              <span aria-hidden>{item.change === 'added' ? '+' : '−'}</span>
              <span className="sr-only">{t(`preview.change.${item.change}`)}</span>
            </span>
          )}
        </span>
        <ReasonText item={item} actions={actions} />
      </span>
    </span>
  );
}

function ReasonText({ item, actions }: { item: PlanItem; actions: VerdictActions }) {
  const t = useTranslations('cleanup.reasons');
  const { rule, text } = useReason()(item.reason);
  const number = actions.rules.findIndex(({ id }) => id === rule) + 1;
  return (
    <span className="block break-words text-muted">
      {rule !== null && number > 0 && (
        <>
          <button
            type="button"
            onClick={() => actions.flash(rule)}
            className="inline-flex min-h-6 items-center rounded-[3px] font-medium text-text-2 underline decoration-line underline-offset-2 hover:text-accent"
          >
            {t('rule', { number })}
          </button>
          {': '}
        </>
      )}
      {text}
    </span>
  );
}

function Age({ age }: { age: PlanItem['age'] }) {
  const t = useTranslations('cleanup.ages');
  return (
    <span className="flex flex-col max-md:flex-row max-md:gap-1.5">
      {age.at && <RelativeTime at={age.at} />}
      <span className="text-chip font-normal text-muted">{t(age.source)}</span>
    </span>
  );
}

function VerdictMenu({ item, actions }: { item: PlanItem; actions: VerdictActions }) {
  const t = useTranslations('cleanup.row');
  const router = useRouter();
  const rule = actions.rules.find(({ id }) => id === item.rule);
  const noTag = item.tag === null ? t('noTag') : null;
  const noExclude = rule ? (canExclude(rule) ? null : t('regexRule')) : t('noRule');
  return (
    <Menu
      trigger={
        <IconButton label={t('actionsOf', { name: nameOf(item, actions.project) })} className="max-md:-mr-2">
          <Ellipsis aria-hidden size={16} />
        </IconButton>
      }
    >
      <MenuItem icon={<ExternalLink aria-hidden size={16} />} onSelect={() => router.push(hrefOf(item))}>
        {t('open')}
      </MenuItem>
      <MenuItem
        icon={<FilterX aria-hidden size={16} />}
        reason={actions.reason ?? noTag ?? noExclude}
        onSelect={() => actions.exclude([item])}
      >
        {t('exclude')}
      </MenuItem>
      <MenuItem
        icon={<Lock aria-hidden size={16} />}
        reason={actions.reason ?? noTag}
        onSelect={() => actions.lock([item])}
      >
        {t('lock')}
      </MenuItem>
    </Menu>
  );
}
