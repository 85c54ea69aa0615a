/** So many pulls in so many seconds. */
export type PullLimit = { pulls: number; seconds: number };

/** What a header can say, and a counter hold. */
const MAX_PULLS = 1_000_000;
const MAX_DAYS = 365;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60 };

/** What `parsePullLimit` takes, in words. */
export const PULL_LIMIT_FORM = 'a number of pulls and a time such as 100/6h, with s, m, h or d for the unit';

/** Reads `100/6h`; null for anything else. */
export function parsePullLimit(text: string): PullLimit | null {
  const [, pulls = '', length = '', unit = ''] = /^(\d{1,7})\/(\d{1,8})([smhd])$/.exec(text) ?? [];
  const limit = { pulls: Number(pulls), seconds: Number(length) * (SECONDS[unit] ?? 0) };
  const fits = limit.pulls <= MAX_PULLS && limit.seconds <= MAX_DAYS * SECONDS.d!;
  return limit.pulls > 0 && limit.seconds > 0 && fits ? limit : null;
}
