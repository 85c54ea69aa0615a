import { parentPort } from 'node:worker_threads';
import { limitPool } from '#lib/db/pool.ts';
import { toAppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { makePreview } from './make-preview.ts';
import type { ThreadAnswer, ThreadError, ThreadOrder } from './preview-thread.ts';

// The program of the thread of previews: see preview-thread.ts.

/** A snapshot takes one connection at a time, beside which a few small things are read. */
const CONNECTIONS = 3;

limitPool(CONNECTIONS, 'lighter preview');

parentPort!.on('message', ({ id, order }: ThreadOrder) => {
  void makePreview(order).then(
    (result) => answer({ id, result }),
    (error: unknown) => answer({ id, error: errorOf(error) }),
  );
});

function answer(message: ThreadAnswer): void {
  parentPort!.postMessage(message);
}

/** What is left of an error on its way to another thread; the rest is in the log. */
function errorOf(error: unknown): ThreadError {
  const known = toAppError(error);
  if (known !== error) logger('retention').error({ err: error }, 'a preview failed');
  const { code, message, detail, retryAfter } = known;
  return { code, message, detail, retryAfter };
}
