/** Builds that come out the same each time claim to be of 1970 or 1980: there were no images before this. */
const FIRST_IMAGES = Date.UTC(2013, 0);

/** The time that a build claims, or null where that can't be. */
export function claimedTime(at: string | null): string | null {
  const time = at === null ? NaN : Date.parse(at);
  return time >= FIRST_IMAGES ? at : null;
}
