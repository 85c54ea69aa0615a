/** Addresses much longer than this do not pass every proxy, nor does one paste them. */
const MOST_CHARACTERS = 1_500;

/** What stands in the address for selected tags: their names, with commas between (no tag has one); null for none or too many. */
export function selectionParam(keys: ReadonlySet<string>): string | null {
  const text = [...keys].join();
  return text === '' || text.length > MOST_CHARACTERS ? null : text;
}

/** The tags that an address selects. */
export function selectionOf(value: string | null): readonly string[] {
  return value?.slice(0, MOST_CHARACTERS).split(',').filter(Boolean) ?? [];
}
