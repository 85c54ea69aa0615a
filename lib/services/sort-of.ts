/** Splits what a query's `sort` says (`-pushedAt`) into its field and direction. */
export function sortOf<Field extends string>(
  sort: Field | `-${Field}`,
): { field: Field; descending: boolean } {
  const descending = sort.startsWith('-');
  return { field: (descending ? sort.slice(1) : sort) as Field, descending };
}
