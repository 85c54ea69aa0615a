/**
 * Since when it is known that nobody pulled something: since it was pushed, or since this instance began to count, whichever is
 * later. Null for what has been pulled.
 */
export function notPulledSince(
  { lastPulledAt, pushedAt }: { lastPulledAt: Date | null; pushedAt: Date },
  countingSince: Date,
): string | null {
  if (lastPulledAt) return null;
  return (pushedAt > countingSince ? pushedAt : countingSince).toISOString();
}
