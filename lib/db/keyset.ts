import type { SqlValues } from './sql-values.ts';

/** How the values of a sort travel in a cursor. */
export type SortKind = 'text' | 'number' | 'time';

/** What tells equal rows apart: a name, or the id of a row. */
export type TieKind = 'text' | 'id';

/**
 * What a list can be sorted by. `tie` (unique in the list) orders equal rows, in the same direction. The groups follow each
 * other whichever the direction: rows without a value are the last of the list both ways.
 */
export type SortColumn = {
  column: string;
  kind: SortKind;
  tie: string;
  tieKind: TieKind;
  groups: readonly SortGroup[];
};

/** `condition` says which rows are in the group; `constant`: all of them have the same sort value. */
export type SortGroup = { condition: string; constant: boolean };

/** A place in a sorted list: just after the row that has these. */
export type Position = { group: number; value: string | number | null; tie: string };

/** What a statement must select of each row so that the next page can start after it. */
export type Sorted = { sortValue: string | number | Date | null; sortTie: string };

export type SortedPage<Row> = { rows: Row[]; next: Position | null };

/** A sort on a column that always has a value. */
export function sortBy(column: string, kind: SortKind, tie: string, tieKind: TieKind = 'text'): SortColumn {
  return { column, kind, tie, tieKind, groups: [{ condition: 'TRUE', constant: false }] };
}

/** A sort on the id alone: in the order of making. */
export function sortById(id: string): SortColumn {
  return {
    column: id,
    kind: 'number',
    tie: id,
    tieKind: 'id',
    groups: [{ condition: 'TRUE', constant: true }],
  };
}

/** A sort on a column that may be null. Each group is one range of the index on (…, column, tie), read either way. */
export function sortByNullable(column: string, kind: SortKind, tie: string): SortColumn {
  const groups = [
    { condition: `${column} IS NOT NULL`, constant: false },
    { condition: `${column} IS NULL`, constant: true },
  ];
  return { column, kind, tie, tieKind: 'text', groups };
}

/** Condition, order and bound of one group, to be put into a statement. */
export type Slice = { condition: string; order: string; limit: string };

/**
 * Reads the page of `limit` rows after `after`, group by group. `read` runs the statement for a slice, with fresh values.
 */
export async function readPage<Row extends Sorted>(
  sort: SortColumn,
  options: { descending: boolean; after: Position | null; limit: number },
  read: (slice: (values: SqlValues) => Slice) => Promise<Row[]>,
): Promise<SortedPage<Row>> {
  const found: { row: Row; group: number }[] = [];
  // One row more than asked tells whether there is a next page.
  const wanted = options.limit + 1;
  for (let group = options.after?.group ?? 0; group < sort.groups.length && found.length < wanted; group++) {
    const after = options.after?.group === group ? options.after : null;
    const missing = wanted - found.length;
    const rows = await read((values) => slice(sort, group, { ...options, after, limit: missing }, values));
    found.push(...rows.map((row) => ({ row, group })));
  }
  const page = found.slice(0, options.limit);
  const last = page.at(-1);
  return {
    rows: page.map(({ row }) => row),
    next: last && found.length > options.limit ? positionOf(last.row, last.group) : null,
  };
}

function slice(
  sort: SortColumn,
  group: number,
  options: { descending: boolean; after: Position | null; limit: number },
  values: SqlValues,
): Slice {
  const { condition, constant } = sort.groups[group]!;
  const direction = options.descending ? 'DESC' : 'ASC';
  const beyond = options.after
    ? ` AND ${beyondPosition(sort, constant, options.after, options.descending, values)}`
    : '';
  return {
    condition: `${condition}${beyond}`,
    order: `${sort.column} ${direction}, ${sort.tie} ${direction}`,
    limit: values.add(options.limit),
  };
}

function beyondPosition(
  sort: SortColumn,
  constant: boolean,
  after: Position,
  descending: boolean,
  values: SqlValues,
): string {
  const comparison = descending ? '<' : '>';
  if (constant) return `${sort.tie} ${comparison} ${values.add(after.tie)}`;
  const value = `${values.add(after.value)}::${SQL_TYPE[sort.kind]}`;
  return `(${sort.column}, ${sort.tie}) ${comparison} (${value}, ${values.add(after.tie)})`;
}

const SQL_TYPE: Record<SortKind, string> = { text: 'text', number: 'bigint', time: 'timestamptz' };

/** Times are kept in whole milliseconds, so that none is lost on the way through a `Date`. */
function positionOf({ sortValue, sortTie }: Sorted, group: number): Position {
  return { group, value: sortValue instanceof Date ? sortValue.toISOString() : sortValue, tie: sortTie };
}
