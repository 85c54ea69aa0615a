'use client';
import clsx from 'clsx';
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Checkbox } from '../checkbox';
import { cellClass, directionOf, GRID, nextSort } from './column';
import type { Column } from './column';

type Sort = { value: string; onChange: (value: string) => void };

export function TableHead<Row>({
  columns,
  sort,
  selection,
}: {
  columns: readonly Column<Row>[];
  sort?: Sort;
  selection?: { state: boolean | 'indeterminate'; toggleAll: () => void };
}) {
  const t = useTranslations('ui');
  return (
    <thead role="rowgroup" className="sticky top-(--sticky-top) z-10 block max-md:hidden">
      <tr role="row" className={clsx(GRID, 'h-9 border-b border-line bg-bg')}>
        {selection && (
          <th role="columnheader" className="flex items-center font-normal">
            <Checkbox
              checked={selection.state}
              onCheckedChange={selection.toggleAll}
              aria-label={t('selectAll')}
            />
          </th>
        )}
        {columns.map((column) => (
          <th
            key={column.id}
            role="columnheader"
            aria-sort={sort && column.sort ? (directionOf(sort.value, column.sort.by) ?? 'none') : undefined}
            className={clsx(cellClass(column), 'flex font-semibold text-muted')}
          >
            {sort && column.sort ? (
              <SortButton column={column} sort={sort} by={column.sort} />
            ) : (
              <span className={column.quiet ? 'sr-only' : undefined}>{column.header}</span>
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function SortButton<Row>({
  column,
  sort,
  by,
}: {
  column: Column<Row>;
  sort: Sort;
  by: { by: string; first: 'asc' | 'desc' };
}) {
  const direction = directionOf(sort.value, by.by);
  const Icon = direction === 'ascending' ? ArrowUp : direction === 'descending' ? ArrowDown : ChevronsUpDown;
  return (
    <button
      type="button"
      onClick={() => sort.onChange(nextSort(sort.value, by))}
      className={clsx(
        'group relative inline-flex min-h-6 max-w-full items-center rounded-md font-semibold hover:text-text',
        direction && 'text-text',
      )}
    >
      <span className="truncate">{column.header}</span>
      <Icon
        aria-hidden
        size={13}
        className={clsx(
          'absolute',
          column.end ? 'right-full' : 'left-full ml-0.5',
          column.end && 'mr-0.5',
          !direction && 'opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100',
        )}
      />
    </button>
  );
}
