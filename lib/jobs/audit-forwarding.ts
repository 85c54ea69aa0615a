import { setTimeout as delay } from 'node:timers/promises';
import { logger } from '#lib/log/logger.ts';
import { AuditForwarder } from '#lib/services/forward-audit.ts';

/** How far what is forwarded is behind at least; see also lib/services/settled-audit.ts. */
const INTERVAL_MS = 1_000;

/** Forwards the audit, where that is set up, until closed. */
export function startAuditForwarding(): { close(): Promise<void> } {
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
  const forwarder = new AuditForwarder();
  while (!signal.aborted) {
    // A whole batch means that there may be more.
    while ((await step(forwarder)) === 'sent' && !signal.aborted);
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
  await forwarder.close().catch(() => undefined);
}

async function step(forwarder: AuditForwarder): Promise<string> {
  try {
    return await forwarder.step();
  } catch (error) {
    logger('worker').debug({ err: error }, 'forwarding of the audit waits');
    return 'failed';
  }
}
