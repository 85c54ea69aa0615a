/** Requests at a time to the registry in bulk work: keeps it busy, leaves it room for pulls. */
export const BULK_CONCURRENCY = 8;

/** Runs `work` for every item, at most `concurrency` at a time; results in the order of `items`. The first error stops it. */
export async function each<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  concurrency = BULK_CONCURRENCY,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let failed = false;
  async function worker(): Promise<void> {
    while (next < items.length && !failed) {
      const i = next++;
      try {
        results[i] = await work(items[i]!);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  // All workers have stopped before the error goes on: nothing is still under way when the caller reacts.
  const outcomes = await Promise.allSettled(
    Array.from({ length: Math.min(concurrency, items.length) }, worker),
  );
  const rejected = outcomes.find((outcome) => outcome.status === 'rejected');
  if (rejected) throw rejected.reason;
  return results;
}
