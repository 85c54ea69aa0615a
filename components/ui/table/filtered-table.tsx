'use client';
import type { ReactNode } from 'react';
import { FilterInput } from '../filter-input';
import { ListFaces } from '../list-faces';
import { useUrlState } from '../use-url-state';
import type { Column } from './column';
import type { DataTableProps } from './data-table';
import { DataTable } from './data-table';

/** What `usePagedList` gives of a list. */
type PagedList<Row> = Pick<DataTableProps<Row>, 'total' | 'more' | 'stale'> & {
  rows: readonly Row[];
  pending: boolean;
  error: Error | null;
  retry: () => void;
};

/** A whole list as a table, with its filter and count above and its five faces; filter and sort are in the address. */
export function FilteredTable<Row>({
  list,
  filter,
  narrowing = [],
  texts,
  controls,
  empty,
  columns,
  rowKey,
}: {
  list: PagedList<Row>;
  /** Without `sort` it has one order only. */
  filter: { q?: string; sort?: string };
  /** Names in the address, besides `q`, that hide rows at present. */
  narrowing?: readonly string[];
  texts: { label: string; filter: string; failed: string; count: (count: number) => string };
  /** Between the filter and the count. */
  controls?: ReactNode;
  empty: ReactNode;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
}) {
  const { change } = useUrlState();
  const narrowed = filter.q !== undefined || narrowing.length > 0;
  const clear = () => change(Object.fromEntries(['q', ...narrowing].map((name) => [name, null])));
  return (
    <div>
      <div className="flex flex-wrap items-center gap-3 border-b border-line pb-3">
        <FilterInput
          value={filter.q ?? ''}
          label={texts.filter}
          onChange={(q) => change({ q })}
          className="w-72 max-md:w-full"
        />
        {controls}
        {list.total !== undefined && (
          <span className="ml-auto text-table text-muted tabular-nums">{texts.count(list.total)}</span>
        )}
      </div>
      <ListFaces
        {...list}
        count={list.rows.length}
        failedTitle={texts.failed}
        filter={narrowed ? { text: filter.q, clear } : null}
        empty={empty}
      >
        <DataTable
          label={texts.label}
          columns={columns}
          rows={list.rows}
          rowKey={rowKey}
          {...(filter.sort !== undefined && {
            sort: { value: filter.sort, onChange: (sort: string) => change({ sort }) },
          })}
          total={list.total}
          more={list.more}
          stale={list.stale}
        />
      </ListFaces>
    </div>
  );
}
