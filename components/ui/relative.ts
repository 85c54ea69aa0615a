export type RelativeUnit = 'now' | 'minutes' | 'hours' | 'days' | 'date' | 'inMinutes' | 'inHours' | 'inDays';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** After a month, "47 d ago" says less than its date. */
const MOST_DAYS = 30;

/** How a time (ms) reads from `now` (ms). A clock that is a little ahead of ours is "now", not the future. */
export function relative(time: number, now: number): { unit: RelativeUnit; count: number } {
  const past = now - time;
  const distance = Math.abs(past);
  if (distance < MINUTE_MS) return { unit: 'now', count: 0 };
  if (distance > MOST_DAYS * DAY_MS) return { unit: 'date', count: 0 };
  if (distance < HOUR_MS)
    return { unit: past > 0 ? 'minutes' : 'inMinutes', count: Math.floor(distance / MINUTE_MS) };
  if (distance < DAY_MS)
    return { unit: past > 0 ? 'hours' : 'inHours', count: Math.floor(distance / HOUR_MS) };
  return { unit: past > 0 ? 'days' : 'inDays', count: Math.floor(distance / DAY_MS) };
}

/** The day (UTC) so many days before `now` (ms), such as "12 Nov". */
export function dayBefore(now: number, days: number): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    now - days * DAY_MS,
  );
}
