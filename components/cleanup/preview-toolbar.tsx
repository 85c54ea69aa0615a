'use client';
import { Lock, FilterX } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import type { PreviewResult } from '#lib/schemas/retention-runs.ts';
import { Button } from '@/components/ui/button';
import { FilterInput } from '@/components/ui/filter-input';
import { Select } from '@/components/ui/select';
import { SelectionBar } from '@/components/ui/selection-bar';
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

/** What one can do with the verdicts that are selected. */
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
    <SelectionBar text={t('selected', { count })} clearLabel={t('clear')} onClear={onClear}>
      <Button reason={reason} icon={<Lock aria-hidden size={16} />} onClick={onLock}>
        {t('lock')}
      </Button>
      <Button reason={reason} icon={<FilterX aria-hidden size={16} />} onClick={onExclude}>
        {t('exclude')}
      </Button>
    </SelectionBar>
  );
}
