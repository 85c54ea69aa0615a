import type { Socket } from 'node:net';

/** A transfer in which nothing moves for this long is given up; long pauses of a whole network are shorter. */
export const NO_PROGRESS_MS = 60_000;

const LOOKS = 6;

type Moving = Pick<Socket, 'bytesRead' | 'bytesWritten'>;

/**
 * Calls `stop` once when no byte moved on any of the sockets for `limitMs`. Counters are looked at now and then, which costs the
 * transfer nothing. @returns a function that ends the watch
 */
export function watchProgress(
  sockets: () => (Moving | null)[],
  stop: () => void,
  limitMs = NO_PROGRESS_MS,
): () => void {
  let moved = -1;
  let still = 0;
  const timer = setInterval(() => {
    const now = sockets().reduce(
      (sum, socket) => sum + (socket?.bytesRead ?? 0) + (socket?.bytesWritten ?? 0),
      0,
    );
    still = now === moved ? still + 1 : 0;
    moved = now;
    if (still < LOOKS) return;
    clearInterval(timer);
    stop();
  }, limitMs / LOOKS);
  timer.unref();
  return () => clearInterval(timer);
}
