'use client';
import { useTranslations } from 'use-intl';
import { Select } from '../select';
import type { Column, TableSort } from './column';

/** The order, on a phone, where cards have no headers to press. */
export function SortSelect<Row>({ columns, sort }: { columns: readonly Column<Row>[]; sort: TableSort }) {
  const t = useTranslations('ui');
  const ordered = columns.flatMap(({ header, sort: by }) =>
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
        options={[...(sort.first ? [sort.first] : []), ...ordered]}
        className="w-full"
      />
    </div>
  );
}
