import { DAY, HOUR } from './ages.ts';

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: HOUR, d: DAY, w: 7 * DAY };

/** The time that a label `quay.expires-after` such as `12h` or `2w` names, in milliseconds; null for what is none: the image then stays. */
function expiryDuration(label: string): number | null {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(label.trim()) ?? [];
  if (count === undefined || unit === undefined || Number(count) === 0) return null;
  return Number(count) * UNITS[unit]!;
}

/** Of several, the one that lasts longest; null when one of them can't be read. */
export function longestExpiry(labels: readonly string[]): { label: string; lasts: number } | null {
  let longest: { label: string; lasts: number } | null = null;
  for (const label of labels) {
    const lasts = expiryDuration(label);
    if (lasts === null) return null;
    if (longest === null || lasts > longest.lasts) longest = { label, lasts };
  }
  return longest;
}
