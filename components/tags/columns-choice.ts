/** Columns of the tags table that one can do without, in their order. */
export const OPTIONAL_COLUMNS = [
  'platforms',
  'size',
  'pushed',
  'lastPulled',
  'pulls',
  'status',
  'digest',
] as const;
export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];

/** What the address holds when none of them is wanted: an empty parameter is none. */
const NONE = 'none';

/** The columns that the address asks for: `size,pushed`; all where it says nothing that is known. */
export function columnsOf(value: string | null): readonly OptionalColumn[] {
  if (value === NONE) return [];
  const named = value?.split(',') ?? [];
  const known = OPTIONAL_COLUMNS.filter((column) => named.includes(column));
  return known.length > 0 ? known : OPTIONAL_COLUMNS;
}

/** What stands in the address for a choice; null for all of them. */
export function columnsParam(columns: readonly OptionalColumn[]): string | null {
  if (columns.length === OPTIONAL_COLUMNS.length) return null;
  return columns.length === 0 ? NONE : OPTIONAL_COLUMNS.filter((column) => columns.includes(column)).join();
}
