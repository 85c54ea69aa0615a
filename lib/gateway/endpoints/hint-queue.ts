import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { followHint, type UpstreamHint } from '#lib/services/follow-hint.ts';
import { closing } from '../closing.ts';

/** Each is some hundred bytes; a registry that is told no keeps its events and sends them again. */
const MAX_WAITING = 2_000;

/** Long enough to work off a part of the queue. */
const RETRY_AFTER_SECONDS = 10;

const waiting = new Map<string, UpstreamHint>();
let running = false;

/** Has them followed one after the other; one that waits already is not queued twice. @throws AppError UNAVAILABLE */
export function enqueueHints(hints: UpstreamHint[]): void {
  if (waiting.size >= MAX_WAITING)
    throw new AppError('UNAVAILABLE', 'Too many notifications are waiting. Send them again later.', {
      retryAfter: RETRY_AFTER_SECONDS,
    });
  for (const hint of hints) waiting.set(keyOf(hint), hint);
  if (!running) void workOff();
}

async function workOff(): Promise<void> {
  running = true;
  for (const [key, hint] of waiting) {
    if (closing().aborted) break;
    // Before it is followed: what is told from now on may be news.
    waiting.delete(key);
    await followHint(hint).catch((error: unknown) => {
      // Reconcile, which runs by itself, finds it too.
      logger('gateway').warn({ err: error, repository: hint.repository }, 'A notification was not followed');
    });
  }
  running = false;
}

function keyOf({ repository, reference }: UpstreamHint): string {
  if (reference === null) return repository;
  return `${repository} ${reference.kind === 'tag' ? reference.tag : reference.digest}`;
}
