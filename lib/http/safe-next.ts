/**
 * Where to go after signing in: `next` if it is a place of this site, else the home page. Gives a path, never another
 * origin (`//evil`, `/\evil` and `javascript:` are no paths of ours).
 */
export function safeNext(next: string | string[] | undefined | null): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return HOME;
  const url = URL.parse(next, BASE);
  return url?.origin === BASE ? `${url.pathname}${url.search}${url.hash}` : HOME;
}

const HOME = '/';
/** A name that no one can own (RFC 6761). */
const BASE = 'http://lighter.invalid';
