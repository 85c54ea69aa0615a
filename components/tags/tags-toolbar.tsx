'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { FilterInput } from '@/components/ui/filter-input';
import { Select } from '@/components/ui/select';
import { platformsQuery } from './queries';
import type { TagsFilter } from './url-state';
import { ageOf, ageParams, isFiltered } from './url-state';

const NEWER_DAYS = [1, 7, 30];
const OLDER_DAYS = [30, 90, 365];
/** Radix's Select takes no empty value. */
const ANY = 'any';

export function TagsToolbar({
  repository,
  filter,
  total,
  onChange,
}: {
  repository: string;
  filter: TagsFilter;
  total: number | undefined;
  onChange: (changes: Record<string, string | null>, how: 'push' | 'replace') => void;
}) {
  const t = useTranslations('tags');
  const { data } = useQuery(platformsQuery(repository));
  const platforms = data?.items ?? (filter.platform ? [filter.platform] : []);
  const ages = [
    { value: ANY, label: t('age.any') },
    ...NEWER_DAYS.map((days) => ({ value: `newer-${days}`, label: t('age.newer', { days }) })),
    ...OLDER_DAYS.map((days) => ({ value: `older-${days}`, label: t('age.older', { days }) })),
  ];
  return (
    <div className="flex flex-1 flex-wrap items-center gap-2">
      <FilterInput
        value={filter.q ?? ''}
        label={t('filter')}
        onChange={(q) => onChange({ q }, 'replace')}
        className="w-64 max-md:w-full"
      />
      <Select
        label={t('platform.label')}
        prefix={`${t('platform.label')}:`}
        value={filter.platform ?? ANY}
        onChange={(platform) => onChange({ platform: platform === ANY ? null : platform }, 'push')}
        options={[
          { value: ANY, label: t('platform.any') },
          ...platforms.map((value) => ({ value, label: value })),
        ]}
        className="max-md:flex-1"
      />
      <Select
        label={t('age.label')}
        prefix={`${t('age.label')}:`}
        value={ageOf(filter)}
        onChange={(age) => onChange(ageParams(age), 'push')}
        options={ages}
        className="max-md:flex-1"
      />
      {total !== undefined && (
        <span role="status" className="ml-auto text-table text-muted tabular-nums">
          {isFiltered(filter) ? t('matching', { count: total }) : t('count', { count: total })}
        </span>
      )}
    </div>
  );
}
