/**
 * The path and query of the next page from a `Link: <…>; rel="next"` header, relative to the page it came with
 * (RFC 8288); null on the last page. Only path and query are taken: a page never leads to another host.
 */
export function nextPage(path: string, link: string | string[] | undefined): string | null {
  const header = Array.isArray(link) ? link.join(',') : (link ?? '');
  const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(header)?.[1];
  if (target === undefined) return null;
  const base = new URL(path, 'http://registry');
  const next = new URL(target, base);
  const at = next.pathname.indexOf('/v2/');
  const nextPath = next.pathname.slice(Math.max(at, 0)) + next.search;
  return nextPath === path ? null : nextPath;
}
