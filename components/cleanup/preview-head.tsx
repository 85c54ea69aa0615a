'use client';
import clsx from 'clsx';
import { useTranslations } from 'use-intl';
import type { PlanItem, PreviewResult } from '#lib/schemas/retention-runs.ts';
import { formatBytes } from '#lib/oci/format-bytes.ts';
import type { VerdictsFilter } from './url-state';

const OUTCOMES = ['delete', 'keep', 'protected'] as const;
type Outcome = PlanItem['outcome'];

const FILLS: Record<Outcome, string> = {
  delete: 'bg-danger',
  keep: 'bg-control',
  protected: 'bg-accent',
};

/** What all the rules do together, as figures and as a bar of three parts. */
export function PreviewHead({
  preview,
  stale,
  news,
  filter,
  onFilter,
}: {
  preview: PreviewResult;
  stale: boolean;
  news: boolean;
  filter: VerdictsFilter;
  onFilter: (changes: Record<string, string | null>) => void;
}) {
  const t = useTranslations('cleanup.preview');
  const { totals, difference } = preview;
  const counts = { delete: totals.deleted, keep: totals.kept, protected: totals.protected };
  return (
    <div className={clsx('flex flex-col gap-3 transition-opacity duration-100', stale && 'opacity-60')}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p className="text-section font-normal">
          <Figures preview={preview} />
        </p>
        {difference && (difference.added > 0 || difference.removed > 0) && (
          <Difference difference={difference} chosen={filter.change} onFilter={onFilter} />
        )}
      </div>
      <div className="flex h-2 gap-0.5 overflow-hidden rounded-full" aria-hidden>
        {OUTCOMES.map(
          (outcome) =>
            counts[outcome] > 0 && (
              <span
                key={outcome}
                className={clsx('min-w-1', FILLS[outcome])}
                style={{ flexGrow: counts[outcome] }}
              />
            ),
        )}
        {totals.tags === 0 && <span className="flex-1 bg-hover" />}
      </div>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {OUTCOMES.map((outcome) => (
          <button
            key={outcome}
            type="button"
            aria-pressed={filter.outcome === outcome}
            onClick={() => onFilter({ outcome: filter.outcome === outcome ? null : outcome })}
            className={clsx(
              'inline-flex min-h-6 items-center gap-1.5 rounded-md text-table hover:text-text hover:underline pointer-coarse:min-h-11',
              filter.outcome === outcome ? 'font-medium text-text underline' : 'text-text-2',
            )}
          >
            <span aria-hidden className={clsx('size-2 rounded-full', FILLS[outcome])} />
            {t(`legend.${outcome}`, { count: counts[outcome] })}
          </button>
        ))}
      </div>
      <p role="status" className="text-table text-muted empty:hidden">
        {news ? t('refreshed') : ''}
      </p>
    </div>
  );
}

/** "Removes 412 of 1,284 · frees 18.6 GiB after purge · 9 repositories" */
function Figures({ preview: { totals, repositories } }: { preview: PreviewResult }) {
  const t = useTranslations('cleanup.preview');
  const touched = repositories.filter(({ deleted }) => deleted > 0).length;
  return t.rich('figures', {
    removed: totals.deleted,
    tags: totals.tags,
    bytes: formatBytes(totals.freedBytes),
    repositories: touched,
    b: (chunks) => <strong className="font-semibold tabular-nums">{chunks}</strong>,
  });
}

/** One line of the same, for where there is room for no more. */
export function PreviewLine({ preview, stale }: { preview: PreviewResult; stale: boolean }) {
  const t = useTranslations('cleanup.preview');
  const { totals } = preview;
  return (
    <span className={clsx('text-table text-text-2 tabular-nums', stale && 'opacity-60')}>
      {t('line', { removed: totals.deleted, tags: totals.tags, bytes: formatBytes(totals.freedBytes) })}
    </span>
  );
}

function Difference({
  difference,
  chosen,
  onFilter,
}: {
  difference: NonNullable<PreviewResult['difference']>;
  chosen: VerdictsFilter['change'];
  onFilter: (changes: Record<string, string | null>) => void;
}) {
  const t = useTranslations('cleanup.preview');
  const part = (change: 'added' | 'removed', text: string, title: string) => (
    <button
      type="button"
      aria-pressed={chosen === change}
      title={title}
      aria-label={title}
      onClick={() => onFilter({ change: chosen === change ? null : change })}
      className={clsx(
        'inline-flex min-h-6 min-w-6 items-center justify-center rounded-md px-1 font-semibold tabular-nums hover:underline pointer-coarse:min-h-11',
        change === 'added' ? 'text-danger' : 'text-ok',
        chosen === change && 'underline',
      )}
    >
      {text}
    </button>
  );
  return (
    <span className="text-table text-muted">
      {part(
        'added',
        `+${difference.added.toLocaleString('en')}`,
        t('addedTitle', { count: difference.added }),
      )}
      {part(
        'removed',
        `−${difference.removed.toLocaleString('en')}`,
        t('removedTitle', { count: difference.removed }),
      )}
      {t('against')}
    </span>
  );
}
