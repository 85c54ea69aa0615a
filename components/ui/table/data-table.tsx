'use client';
import clsx from 'clsx';
import { useRef } from 'react';
import type { CSSProperties } from 'react';
import { EndSentinel } from './end-sentinel';
import { gridTracks } from './column';
import type { Column, TableSort } from './column';
import { SortSelect } from './sort-select';
import { TableHead } from './table-head';
import { TableRow } from './table-row';
import { useTableKeys } from './use-table-keys';
import type { TableKeys } from './use-table-keys';
import { VirtualRows } from './virtual-rows';

/** Beyond so many rows only those near the window are in the document. */
const VIRTUAL_FROM = 120;

export type TableSelection = {
  selected: ReadonlySet<string>;
  /** `range`: from the last one touched to this one. */
  toggle: (key: string, range: boolean) => void;
  toggleAll: () => void;
  labelOf: (key: string) => string;
};

export type DataTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  sort?: TableSort;
  selection?: TableSelection;
  keys?: TableKeys<Row>;
  /** How many there are in all, of which `rows` is the part that is loaded. */
  total?: number;
  more?: { has: boolean; loading: boolean; load: () => void };
  /** Results of the last question, while the next one is being answered. */
  stale?: boolean;
  /** Distance from the top of the window at which the header stays. */
  stickyTop?: string;
  isFresh?: (row: Row) => boolean;
};

/** The one table: sortable headers, selection, keys j k x, cards on a phone, any number of rows. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    rowKey,
    sort,
    selection,
    keys,
    total,
    more,
    stale,
    stickyTop = '3rem',
    isFresh,
  } = props;
  const table = useRef<HTMLTableElement>(null);
  useTableKeys(table, { rows, rowKey, selection, keys });
  const renderRow = (row: Row, index: number, ref?: (element: HTMLElement | null) => void) => {
    const key = rowKey(row);
    return (
      <TableRow
        key={key}
        row={row}
        rowId={key}
        index={index}
        columns={columns}
        selected={selection?.selected.has(key) ?? false}
        onToggle={selection?.toggle}
        selectLabel={selection?.labelOf(key)}
        fresh={isFresh?.(row) ?? false}
        measure={ref}
      />
    );
  };
  return (
    <>
      {sort && <SortSelect columns={columns} sort={sort} />}
      <table
        ref={table}
        role="table"
        aria-label={label}
        aria-rowcount={(total ?? rows.length) + 1}
        style={{ ...gridTracks(columns, Boolean(selection)), '--sticky-top': stickyTop } as CSSProperties}
        className={clsx(
          'block w-full text-left text-table transition-opacity duration-100',
          stale && 'opacity-60',
        )}
      >
        <TableHead
          columns={columns}
          sort={sort}
          selection={
            selection && { ...selection, state: selectionState(rows.map(rowKey), selection.selected) }
          }
        />
        <tbody role="rowgroup" className="block">
          {rows.length < VIRTUAL_FROM ? (
            rows.map((row, index) => renderRow(row, index))
          ) : (
            <VirtualRows rows={rows} rowKey={rowKey} renderRow={renderRow} />
          )}
        </tbody>
      </table>
      {more && <EndSentinel {...more} />}
    </>
  );
}

function selectionState(keys: readonly string[], selected: ReadonlySet<string>): boolean | 'indeterminate' {
  const count = keys.filter((key) => selected.has(key)).length;
  if (count === 0) return selected.size > 0 ? 'indeterminate' : false;
  return count === keys.length ? true : 'indeterminate';
}
