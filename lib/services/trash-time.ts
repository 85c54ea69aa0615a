import { env } from '#lib/env/env.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Until when what is deleted now can be restored. */
export function trashExpiry(now = new Date()): Date {
  return new Date(now.getTime() + env().trashDays * DAY_MS);
}
