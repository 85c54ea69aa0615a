import type { ReactNode } from 'react';

/** Where a cell stands in the two-line card that a row is on a phone. Cells without a place are not shown there. */
export type CardPlace = 'main' | 'end' | 'sub' | 'subend' | 'actions';

export type Column<Row> = {
  id: string;
  header: string;
  /** A track of the grid: "minmax(0,2fr)", "7rem". */
  width: string;
  /** The name of its order in the API; `first` is the direction a first click gives. */
  sort?: { by: string; first: 'asc' | 'desc' };
  /** The narrowest window that shows it: md 768 (all), lg 1024, xl 1280. */
  from?: 'lg' | 'xl';
  card?: CardPlace;
  end?: boolean;
  /** Its header is for screen readers only. */
  quiet?: boolean;
  cell: (row: Row) => ReactNode;
};

/** `first`: the order before any column is asked for, where it is none of theirs. */
export type TableSort = {
  value: string;
  onChange: (value: string) => void;
  first?: { value: string; label: string };
};

const SELECT_TRACK = '1.5rem';

/** The tracks of the grid a width, as custom properties; rows and header share them, so that columns stand in line. */
export function gridTracks<Row>(
  columns: readonly Column<Row>[],
  selectable: boolean,
): Record<string, string> {
  const tracks = (shown: (column: Column<Row>) => boolean) =>
    [...(selectable ? [SELECT_TRACK] : []), ...columns.filter(shown).map((column) => column.width)].join(' ');
  return {
    '--tracks-md': tracks((column) => !column.from),
    '--tracks-lg': tracks((column) => column.from !== 'xl'),
    '--tracks-xl': tracks(() => true),
  };
}

export const GRID =
  'grid items-center gap-x-4 px-3 md:grid-cols-(--tracks-md) lg:grid-cols-(--tracks-lg) xl:grid-cols-(--tracks-xl)';

/** The two lines of a card, each with its own share of the width; where nothing stands at the end of the first, its name takes the room. */
export function cardClass<Row>(columns: readonly Column<Row>[], selectable: boolean): string {
  const ended = columns.some((column) => column.card === 'end');
  if (selectable) return ended ? SELECTABLE_CARD : SELECTABLE_WIDE_CARD;
  return ended ? CARD : WIDE_CARD;
}

const CARD =
  'max-md:grid-cols-[minmax(0,1fr)_auto_auto_auto] max-md:[grid-template-areas:"main_main_end_actions""sub_subend_subend_actions"]';
const WIDE_CARD =
  'max-md:grid-cols-[minmax(0,1fr)_auto_auto_auto] max-md:[grid-template-areas:"main_main_main_actions""sub_subend_subend_actions"]';
const SELECTABLE_CARD =
  'max-md:grid-cols-[auto_minmax(0,1fr)_auto_auto_auto] max-md:[grid-template-areas:"select_main_main_end_actions""select_sub_subend_subend_actions"]';
const SELECTABLE_WIDE_CARD =
  'max-md:grid-cols-[auto_minmax(0,1fr)_auto_auto_auto] max-md:[grid-template-areas:"select_main_main_main_actions""select_sub_subend_subend_actions"]';

const PLACES: Record<CardPlace, string> = {
  main: 'max-md:[grid-area:main]',
  end: 'max-md:[grid-area:end] max-md:justify-self-end',
  sub: 'max-md:[grid-area:sub]',
  subend: 'max-md:[grid-area:subend] max-md:justify-self-end',
  actions: 'max-md:[grid-area:actions]',
};

/** Classes that show a column's cells from the width it asks for. */
export function cellClass<Row>({ from, card, end }: Column<Row>): string {
  return [
    'min-w-0',
    card ? PLACES[card] : 'max-md:hidden',
    from === 'lg' && 'md:max-lg:hidden',
    from === 'xl' && 'md:max-xl:hidden',
    end && 'tabular-nums md:justify-self-end md:text-right',
  ]
    .filter(Boolean)
    .join(' ');
}

/** The order a click on a column's header asks for. */
export function nextSort(current: string, { by, first }: { by: string; first: 'asc' | 'desc' }): string {
  if (current === by) return `-${by}`;
  if (current === `-${by}`) return by;
  return first === 'asc' ? by : `-${by}`;
}

export function directionOf(current: string, by: string): 'ascending' | 'descending' | undefined {
  if (current === by) return 'ascending';
  return current === `-${by}` ? 'descending' : undefined;
}
