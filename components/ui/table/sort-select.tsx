'use client';
import { useTranslations } from 'use-intl';
import { Select } from '../select';
import type { Column } from './column';

/** The order, on a phone, where cards have no headers to press. */
export function SortSelect<Row>({
  columns,
  sort,
}: {
  columns: readonly Column<Row>[];
  sort: { value: string; onChange: (value: string) => void };
}) {
  const t = useTranslations('ui');
  const options = columns.flatMap(({ header, sort: by }) =>
    by
      ? (by.first === 'asc' ? [by.by, `-${by.by}`] : [`-${by.by}`, by.by]).map((value) => ({
          value,
          label: `${header} ${value.startsWith('-') ? '↓' : '↑'}`,
        }))
      : [],
  );
  return (
    <div className="flex border-b border-line py-2 md:hidden">
      <Select
        label={t('sort')}
        prefix={`${t('sort')}:`}
        value={sort.value}
        onChange={sort.onChange}
        options={options}
        className="w-full"
      />
    </div>
  );
}
