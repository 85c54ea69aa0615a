'use client';
import clsx from 'clsx';
import { memo } from 'react';
import type { MouseEvent } from 'react';
import { Checkbox } from '../checkbox';
import { cardClass, cellClass, GRID } from './column';
import type { Column } from './column';
import { useLongPress } from './use-long-press';

type TableRowProps<Row> = {
  row: Row;
  rowId: string;
  index: number;
  columns: readonly Column<Row>[];
  selected: boolean;
  onToggle?: (key: string, range: boolean) => void;
  selectLabel?: string;
  fresh: boolean;
  measure?: (element: HTMLElement | null) => void;
};

/** Memoised by row: a change of the selection draws only the rows it touches. */
export const TableRow = memo(PlainTableRow, sameRow) as typeof PlainTableRow;

function PlainTableRow<Row>({
  row,
  rowId,
  index,
  columns,
  selected,
  onToggle,
  selectLabel,
  fresh,
  measure,
}: TableRowProps<Row>) {
  const longPress = useLongPress(() => onToggle?.(rowId, false));
  return (
    <tr
      ref={measure}
      role="row"
      data-index={index}
      data-key={rowId}
      aria-rowindex={index + 2}
      aria-selected={onToggle ? selected : undefined}
      {...(onToggle && longPress)}
      className={clsx(
        GRID,
        cardClass(columns, Boolean(onToggle)),
        'min-h-10 border-b border-line hover:bg-hover has-[[data-row-link]:focus-visible]:bg-hover max-md:min-h-16 max-md:gap-x-2 max-md:gap-y-1 max-md:py-2.5',
        selected && 'bg-accent-soft shadow-[inset_2px_0_0_var(--color-accent)]',
        fresh && 'animate-fade-in',
      )}
    >
      {onToggle && (
        <td role="cell" className="flex items-center max-md:[grid-area:select]">
          <Checkbox
            checked={selected}
            aria-label={selectLabel}
            onClick={(event: MouseEvent) => {
              event.preventDefault();
              onToggle(rowId, event.shiftKey);
            }}
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.id} role="cell" className={cellClass(column)}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

function sameRow<Row>(before: TableRowProps<Row>, after: TableRowProps<Row>): boolean {
  return (
    before.row === after.row &&
    before.index === after.index &&
    before.columns === after.columns &&
    before.selected === after.selected &&
    before.onToggle === after.onToggle &&
    before.fresh === after.fresh
  );
}
