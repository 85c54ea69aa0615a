import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { followHint, type UpstreamHint } from '#lib/services/follow-hint.ts';
import { closing } from '../closing.ts';

/** Each is some hundred bytes; a registry that is told no keeps its events and sends them again. */
const MAX_WAITING = 2_000;

/** Long enough to work off a part of the queue. */
const RETRY_AFTER_SECONDS = 10;

/** When upstream does not have yet what was said: how long the tag of a push can take to be written after it was announced. */
const LOOK_AGAIN_MS = [100, 1_000, 5_000];

const waiting = new Map<string, { hint: UpstreamHint; looks: number }>();
let running = false;

/** Has them followed one after the other; one that waits already is not queued twice. @throws AppError UNAVAILABLE */
export function enqueueHints(hints: UpstreamHint[]): void {
  if (waiting.size >= MAX_WAITING)
    throw new AppError('UNAVAILABLE', 'Too many notifications are waiting. Send them again later.', {
      retryAfter: RETRY_AFTER_SECONDS,
    });
  for (const hint of hints) enqueue(hint, 0);
}

function enqueue(hint: UpstreamHint, looks: number): void {
  waiting.set(keyOf(hint), { hint, looks });
  if (!running) void workOff();
}

async function workOff(): Promise<void> {
  running = true;
  for (const [key, { hint, looks }] of waiting) {
    if (closing().aborted) break;
    // Before it is followed: what is told from now on may be news.
    waiting.delete(key);
    try {
      if (!(await followHint(hint))) lookAgain(hint, looks);
    } catch (error) {
      // Reconcile, which runs by itself, finds it too.
      logger('gateway').warn({ err: error, repository: hint.repository }, 'A notification was not followed');
    }
  }
  running = false;
}

function lookAgain(hint: UpstreamHint, looks: number): void {
  const delay = LOOK_AGAIN_MS[looks];
  if (delay === undefined) return;
  setTimeout(() => {
    // What was told about the same place in the meantime is newer.
    if (!waiting.has(keyOf(hint))) enqueue(hint, looks + 1);
  }, delay).unref();
}

function keyOf({ repository, reference }: UpstreamHint): string {
  if (reference === null) return repository;
  return `${repository} ${reference.kind === 'tag' ? reference.tag : reference.digest}`;
}
