import { AppError } from '#lib/errors/app-error.ts';

export type Paging = { limit: number; last: string };

/**
 * Reads `n` and `last` (distribution spec 1.1, "Listing Tags"). More than `max` is `max`: the `Link` leads on.
 * @throws AppError PAGINATION_NUMBER_INVALID
 */
export function readPaging(query: URLSearchParams, fallback: number, max: number): Paging {
  const n = query.get('n');
  if (n !== null && !/^\d{1,10}$/.test(n)) {
    throw new AppError('PAGINATION_NUMBER_INVALID', 'n must be a number of entries, 0 or more.');
  }
  const limit = n === null ? fallback : Math.min(Number(n), max);
  // Postgres knows no NUL in a text; no name has one.
  return { limit, last: (query.get('last') ?? '').replaceAll('\0', '') };
}

/**
 * Cuts a page out of `limit + 1` names that were asked for: `link` leads to the next one, and is there only if there is one.
 * It is relative (RFC 8288), so that it holds under whatever address was used.
 */
export function pageOf(
  names: string[],
  { limit }: Paging,
  path: string,
): { page: string[]; headers: Record<string, string> } {
  const page = names.slice(0, limit);
  const last = page.at(-1);
  if (names.length <= limit || last === undefined) return { page, headers: {} };
  return { page, headers: { link: `<${path}?n=${limit}&last=${encodeURIComponent(last)}>; rel="next"` } };
}
