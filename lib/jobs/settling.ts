import { setTimeout as delay } from 'node:timers/promises';
import { logger } from '#lib/log/logger.ts';
import { settleOverdue } from '#lib/services/settle-operations.ts';

/** How soon after its deadline an operation of a dead process is taken up. */
const INTERVAL_MS = 1_000;

/** Settles overdue operations until closed. */
export function startSettling(): { close(): Promise<void> } {
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
  while (!signal.aborted) {
    try {
      const settled = await settleOverdue();
      if (settled > 0) logger('worker').info({ settled }, 'operations settled');
    } catch (error) {
      logger('worker').debug({ err: error }, 'settling waits');
    }
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}
