import { setTimeout as delay } from 'node:timers/promises';
import { processPlace } from '#lib/db/process-place.ts';
import {
  extendBarrier,
  forgetWriters,
  lowerBarrier,
  raiseBarrier,
  sayGone,
  stillWriting,
  type StillWriting,
} from '#lib/db/write-barrier.ts';
import { AppError } from '#lib/errors/app-error.ts';

/** Those who wait meanwhile have the patience for more (20 s): an attempt that finds no quiet costs nobody a push. */
const DRAIN_MS = 15_000;
/** Between two attempts those who waited go on, and a dead process's row becomes too old to count. */
const BETWEEN_MS = 5_000;
/** Uploads of many gigabytes end by then. */
const GIVE_UP_MS = 30 * 60_000;
const POLL_MS = 100;
/** The barrier falls by itself so long after its collector was last heard of. */
const HOLD_MS = 15_000;
const EXTEND_MS = 2_000;

/** A barrier that is up, with nothing in flight behind it. `held`: false once it has fallen by itself. */
export type Quiet = { raises: number; since: number; held(): boolean; end(): void };

/**
 * Raises the barrier and waits until every process says that none of its writes is in flight; again and again while uploads take
 * longer. `busy` is told who is still writing. @throws AppError CONFLICT when there is never a quiet moment
 */
export async function awaitQuiet(
  runId: number,
  signal: AbortSignal,
  busy: (names: string[]) => void,
): Promise<Quiet> {
  const giveUp = performance.now() + GIVE_UP_MS;
  for (;;) {
    const quiet = await tryOnce(runId, signal, busy);
    if (quiet) return quiet;
    if (performance.now() > giveUp) throw neverQuiet();
    await delay(BETWEEN_MS, undefined, { signal });
    await forgetWriters();
  }
}

async function tryOnce(
  runId: number,
  signal: AbortSignal,
  busy: (names: string[]) => void,
): Promise<Quiet | null> {
  const raises = await raiseBarrier(runId, HOLD_MS);
  if (raises === null) return null;
  const quiet = hold(raises);
  const until = performance.now() + DRAIN_MS;
  try {
    while (performance.now() < until && quiet.held()) {
      signal.throwIfAborted();
      const writing = await stillWriting(raises);
      if (writing.length === 0) return quiet;
      busy(writing.map(({ name }) => name));
      await forgetDead(writing);
      await delay(POLL_MS);
    }
  } catch (error) {
    quiet.end();
    await lowerBarrier();
    throw error;
  }
  quiet.end();
  await lowerBarrier();
  return null;
}

/** Of a process that was killed here it is known at once; others are believed dead when they have not been heard of for long. */
async function forgetDead(writing: StillWriting[]): Promise<void> {
  const here = processPlace();
  for (const { writer } of writing)
    if (writer && here !== null && writer.place === here && !exists(writer.pid)) await sayGone(writer.id);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function hold(raises: number): Quiet {
  let held = true;
  const since = performance.now();
  const extend = async () => {
    // What can't be extended in time falls by itself; the collection then asks the database, and does not begin.
    held = await extendBarrier(raises, HOLD_MS).catch(() => held);
  };
  const timer = setInterval(() => void extend(), EXTEND_MS);
  return { raises, since, held: () => held, end: () => clearInterval(timer) };
}

function neverQuiet(): AppError {
  return new AppError(
    'CONFLICT',
    'Pushes were under way all the time for half an hour: nothing was deleted. Try again at a quieter hour.',
  );
}
