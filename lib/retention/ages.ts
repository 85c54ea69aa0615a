import type { Age } from './types.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Before docker was there (March 2013) no image was built: dates of 1970 and 1980 are what reproducible builds write. */
const FIRST_IMAGE = Date.UTC(2013, 2, 1);

/** The date that an image claims, if it can be true. */
export function plausibleDate(builtAt: number | null, now: number): number | null {
  return builtAt !== null && builtAt >= FIRST_IMAGE && builtAt <= now ? builtAt : null;
}

/** As `Age` says; `built`: a plausible date or null. */
export function ageOf(pushedAt: number | null, isVersion: boolean, built: number | null): Age {
  if (pushedAt !== null) return { source: 'push', at: pushedAt };
  if (isVersion) return { source: 'semver', at: built };
  return built === null ? { source: 'unknown', at: null } : { source: 'built', at: built };
}
