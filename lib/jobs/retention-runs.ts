import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { claimRetentionRun } from '#lib/db/retention-runs.ts';
import { logger } from '#lib/log/logger.ts';
import { workRun } from '#lib/services/work-run.ts';

/** How soon a run that was queued, or whose worker has died, is taken up. */
const INTERVAL_MS = 1_000;

/** Runs of different projects at a time in one worker: a long one must not keep the others waiting. */
const MAX_RUNS = 3;

/** A batch that takes longer is cut off with the process; whoever takes the run over settles it first. */
const STOP_MS = 8_000;

/** Works at the runs of cleanups until closed; one that is under way then is given back to other workers. */
export function startRetentionRuns(): { close(): Promise<void> } {
  const stop = new AbortController();
  const loop = run(stop.signal);
  return {
    async close() {
      stop.abort();
      await loop;
    },
  };
}

async function run(signal: AbortSignal): Promise<void> {
  const underWay = new Set<Promise<void>>();
  while (!signal.aborted) {
    try {
      while (underWay.size < MAX_RUNS && !signal.aborted) {
        const claimed = await claimRetentionRun(randomUUID());
        if (!claimed) break;
        const work = workRun(claimed, signal).finally(() => underWay.delete(work));
        underWay.add(work);
      }
    } catch (error) {
      logger('worker').debug({ err: error }, 'runs of cleanup wait');
    }
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
  await Promise.race([Promise.all(underWay), delay(STOP_MS, undefined, { ref: false })]);
}
