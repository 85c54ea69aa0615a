'use client';
import { Lock, FilterX, X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import type { PreviewResult } from '#lib/schemas/retention-runs.ts';
import { Button, IconButton } from '@/components/ui/button';
import { FilterInput } from '@/components/ui/filter-input';
import { Select } from '@/components/ui/select';
import type { VerdictsFilter } from './url-state';

/** Radix's Select takes no empty value. */
const ANY = 'any';
/** Two in a line on a phone. */
const HALF = 'max-md:w-[calc(50%-0.25rem)] md:max-w-44';

export function PreviewToolbar({
  filter,
  preview,
  rules,
  onFilter,
}: {
  filter: VerdictsFilter;
  preview: PreviewResult;
  rules: RetentionPolicy['rules'];
  onFilter: (changes: Record<string, string | null>) => void;
}) {
  const t = useTranslations('cleanup.toolbar');
  const outcomes = useTranslations('cleanup.outcomes');
  const rule = useTranslations('cleanup.rule');
  const set = (name: string) => (value: string) => onFilter({ [name]: value === ANY ? null : value });
  return (
    <div className="flex flex-1 flex-wrap items-center gap-2">
      <FilterInput
        value={filter.q ?? ''}
        label={t('filter')}
        onChange={(q) => onFilter({ q })}
        className="w-40 max-md:w-full"
      />
      <Select
        label={t('verdict')}
        prefix={`${t('verdict')}:`}
        value={filter.outcome ?? ANY}
        onChange={set('outcome')}
        options={[
          { value: ANY, label: t('all') },
          ...(['delete', 'keep', 'protected'] as const).map((value) => ({ value, label: outcomes(value) })),
        ]}
        className={HALF}
      />
      <Select
        label={t('rule')}
        prefix={`${t('rule')}:`}
        value={filter.rule ?? ANY}
        onChange={set('rule')}
        options={[
          { value: ANY, label: t('all') },
          ...rules.flatMap(({ id, name, action }, index) =>
            action === 'delete'
              ? [{ value: id, label: `${index + 1} ${name || rule('unnamed', { number: index + 1 })}` }]
              : [],
          ),
        ]}
        className={HALF}
      />
      <Select
        label={t('repository')}
        prefix={`${t('repository')}:`}
        value={filter.repository ?? ANY}
        onChange={set('repository')}
        options={[
          { value: ANY, label: t('all') },
          ...preview.repositories.map(({ repository }) => ({ value: repository, label: repository })),
        ]}
        className={HALF}
      />
    </div>
  );
}

/** In the toolbar's place while rows are selected; at the thumb on a phone. */
export function VerdictSelection({
  count,
  reason,
  onExclude,
  onLock,
  onClear,
}: {
  count: number;
  reason: string | null;
  onExclude: () => void;
  onLock: () => void;
  onClear: () => void;
}) {
  const t = useTranslations('cleanup.toolbar');
  return (
    <div
      role="toolbar"
      aria-label={t('selected', { count })}
      className="flex min-w-0 flex-1 flex-wrap items-center gap-2 max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-30 max-md:border-t max-md:border-line max-md:bg-bg max-md:p-3 max-md:pb-[calc(--spacing(3)+env(safe-area-inset-bottom))]"
    >
      <IconButton label={t('clear')} onClick={onClear} className="-ml-1">
        <X aria-hidden size={16} />
      </IconButton>
      <span role="status" className="font-medium tabular-nums">
        {t('selected', { count })}
      </span>
      <span className="ml-auto flex gap-2 max-md:w-full max-md:[&>*]:flex-1">
        <Button reason={reason} icon={<Lock aria-hidden size={16} />} onClick={onLock}>
          {t('lock')}
        </Button>
        <Button reason={reason} icon={<FilterX aria-hidden size={16} />} onClick={onExclude}>
          {t('exclude')}
        </Button>
      </span>
    </div>
  );
}
