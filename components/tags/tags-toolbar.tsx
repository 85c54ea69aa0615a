'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { manifestKind, tagStatus } from '#lib/schemas/repositories.ts';
import { Bytes } from '@/components/ui/bytes';
import { FilterInput } from '@/components/ui/filter-input';
import { Select } from '@/components/ui/select';
import { ColumnsMenu } from './columns-menu';
import type { OptionalColumn } from './columns-choice';
import { platformsQuery } from './queries';
import type { TagsFilter } from './url-state';
import { ageOf, ageParams, isFiltered } from './url-state';

const NEWER_DAYS = [1, 7, 30];
const OLDER_DAYS = [30, 90, 365];
/** Radix's Select takes no empty value. */
const ANY = 'any';
/** Two in a line on a phone. */
const HALF = 'max-md:w-[calc(50%-0.25rem)]';

export function TagsToolbar({
  repository,
  filter,
  total,
  size,
  columns,
  onChange,
  onColumns,
}: {
  repository: string;
  filter: TagsFilter;
  total: number | undefined;
  /** Bytes of the repository. */
  size: number | undefined;
  columns: readonly OptionalColumn[];
  onChange: (changes: Record<string, string | null>, how: 'push' | 'replace') => void;
  onColumns: (columns: readonly OptionalColumn[]) => void;
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
        className="w-56 max-md:w-full"
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
        className={HALF}
      />
      <Select
        label={t('age.label')}
        prefix={`${t('age.label')}:`}
        value={ageOf(filter)}
        onChange={(age) => onChange(ageParams(age), 'push')}
        options={ages}
        className={HALF}
      />
      <Select
        label={t('type.label')}
        prefix={`${t('type.label')}:`}
        value={filter.kind ?? ANY}
        onChange={(kind) => onChange({ kind: kind === ANY ? null : kind }, 'push')}
        options={[
          { value: ANY, label: t('type.any') },
          ...manifestKind.options.map((value) => ({ value, label: t(`type.${value}`) })),
        ]}
        className={HALF}
      />
      <Select
        label={t('status.label')}
        prefix={`${t('status.label')}:`}
        value={filter.status ?? ANY}
        onChange={(status) => onChange({ status: status === ANY ? null : status }, 'push')}
        options={[
          { value: ANY, label: t('status.any') },
          ...tagStatus.options.map((value) => ({ value, label: t(`status.${value}`) })),
        ]}
        className={HALF}
      />
      <ColumnsMenu chosen={columns} onChange={onColumns} />
      {total !== undefined && (
        <span role="status" className="ml-auto text-table text-muted tabular-nums">
          {isFiltered(filter)
            ? t('matching', { count: total })
            : t.rich('countAndSize', { count: total, size: () => <Bytes value={size ?? 0} /> })}
        </span>
      )}
    </div>
  );
}
