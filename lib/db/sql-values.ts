/** Collects the values of a statement that is put together from parts. */
export class SqlValues {
  readonly list: unknown[] = [];

  /** Takes `value` in and gives the text that stands for it: `$1`, `$2`, … */
  add(value: unknown): string {
    return `$${this.list.push(value)}`;
  }
}

/**
 * The pattern for `ILIKE` that finds `text` anywhere, with its own wildcards taken as they are. A NUL, which no text in
 * Postgres can hold, is left out.
 */
export function containing(text: string): string {
  return `%${text.replaceAll('\0', '').replace(/[\\%_]/g, '\\$&')}%`;
}
