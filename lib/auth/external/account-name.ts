import { MAX_NAME_LENGTH, NAME_COMPONENT } from '#lib/oci/reference.ts';

/** Room for a suffix that tells it from a name that is taken. */
const MAX_LENGTH = MAX_NAME_LENGTH - 4;

/** How many people of one name can come, before somebody has to decide. */
const MAX_SUFFIX = 20;

/**
 * A name of our grammar for what a provider calls somebody: `Ann.Lee@example.com` is `ann.lee`, `Jürgen Groß` is
 * `jurgen-gross`. Null when nothing of it can be kept.
 */
export function accountName(claimed: string): string | null {
  const local = claimed.includes('@') ? claimed.slice(0, claimed.indexOf('@')) : claimed;
  const plain = local
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    // Between letters and digits the grammar has one dot, one or two underscores, or dashes.
    .replace(/[._-]{2,}/g, (run) => (/^(-+|__)$/.test(run) ? run : '-'))
    .slice(0, MAX_LENGTH)
    .replace(/^[._-]+|[._-]+$/g, '');
  return NAME_COMPONENT.test(plain) ? plain : null;
}

/** The name, then `name-2` and so on. */
export function accountNames(claimed: readonly (string | null)[]): string[] {
  const base = claimed.map((one) => (one === null ? null : accountName(one))).find((name) => name !== null);
  if (!base) return [];
  return [base, ...Array.from({ length: MAX_SUFFIX - 1 }, (_, index) => `${base}-${index + 2}`)];
}
