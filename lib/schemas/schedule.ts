import { z } from 'zod';

/** Names of months and weekdays as cron takes them, by their numbers. */
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

type Field = { name: string; from: number; to: number; words?: string[]; wordsFrom?: number };

const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, words: MONTHS, wordsFrom: 1 },
  { name: 'day of the week', from: 0, to: 7, words: WEEKDAYS, wordsFrom: 0 },
];

/** What is wrong with a cron expression of five fields, as a sentence; null: nothing. No field may name what never comes. */
export function cronProblem(expression: string): string | null {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    return 'Give five fields: minute, hour, day of the month, month, day of the week. Such as "0 3 * * *", every night at 3.';
  }
  for (const [i, field] of FIELDS.entries()) {
    const wrong = parts[i]!.split(',').find((item) => !isItem(item.toLowerCase(), field));
    if (wrong !== undefined) {
      return `"${wrong}" is no ${field.name}: give numbers from ${field.from} to ${field.to}, ranges (1-5), steps (*/10), or *.`;
    }
  }
  return neverComes(parts[2]!, parts[3]!, parts[4]!)
    ? 'No such day comes in such a month: choose another.'
    : null;
}

export function timeZoneProblem(zone: string): string | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return null;
  } catch {
    return 'There is no such time zone: give a name such as Europe/Berlin, or UTC.';
  }
}

/** Five fields of cron, such as `0 3 * * mon`. */
export const cronExpression = z
  .string()
  .max(100, 'At most 100 characters.')
  .superRefine((value, context) => {
    const message = cronProblem(value);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

/** A name of the IANA time zone database. */
export const timeZone = z
  .string()
  .max(64, 'At most 64 characters.')
  .superRefine((value, context) => {
    const message = timeZoneProblem(value);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

/** `*`, `n`, `n-m`, each with `/step` (not a lone number). */
function isItem(item: string, field: Field): boolean {
  const [range = '', step, more] = item.split('/');
  if (more !== undefined) return false;
  if (step !== undefined && !(/^\d{1,2}$/.test(step) && Number(step) >= 1)) return false;
  if (range === '*') return true;
  const bounds = range.split('-').map((bound) => numberOf(bound, field));
  if (bounds.length > 2 || bounds.some((bound) => bound === null)) return false;
  const [from, to] = bounds as [number, number?];
  return to === undefined ? step === undefined : from <= to;
}

function numberOf(text: string, { from, to, words = [], wordsFrom = 0 }: Field): number | null {
  const word = words.indexOf(text);
  if (word !== -1) return word + wordsFrom;
  if (!/^\d{1,2}$/.test(text)) return null;
  const value = Number(text);
  return value >= from && value <= to ? value : null;
}

const LONGEST_DAY = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Only single numbers are looked at: a list or range that holds one day that comes is fine with cron, and slow to judge. */
function neverComes(day: string, month: string, weekday: string): boolean {
  if (weekday !== '*' || !/^\d+$/.test(day)) return false;
  const months = month
    .toLowerCase()
    .split(',')
    .map((one) => numberOf(one, FIELDS[3]!));
  return months.every((one) => one !== null && Number(day) > LONGEST_DAY[one - 1]!);
}
