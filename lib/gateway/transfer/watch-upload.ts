import type { ClientRequest, IncomingMessage } from 'node:http';
import { AppError } from '#lib/errors/app-error.ts';
import { watchProgress } from '../http/no-progress.ts';
import { stalled } from '../http/request-body.ts';

/** Upstream has written nearly all of what it got by the time that it has got all of it. */
const FINISH_MS = 60_000;

/** To close an upload it verifies and moves the whole blob: on S3 it reads and copies it, faster than this. */
const LEAST_BYTES_PER_MS = 2_000;
const FINISH_UNKNOWN_MS = 10 * 60_000;

/** How long upstream may take for its answer once it has got everything, with `bytes` to verify and move (null: not known how many). */
export function finishTime(bytes: number | null): number {
  return bytes === null ? FINISH_UNKNOWN_MS : FINISH_MS + bytes / LEAST_BYTES_PER_MS;
}

/**
 * Watches the bytes of an upload while there are any, then upstream's time to finish; `upstream` is broken off with the sentence for
 * the client, who may have stalled itself. @returns a function that ends the watch
 */
export function watchUpload(request: IncomingMessage, upstream: ClientRequest, finishMs: number): () => void {
  let finishing: NodeJS.Timeout | undefined;
  const stop = watchProgress(
    () => [request.socket],
    () => {
      if (!request.complete) upstream.destroy(upstream.writableNeedDrain ? late() : stalled());
    },
  );
  request.once('end', () => {
    finishing = setTimeout(() => upstream.destroy(late()), finishMs);
  });
  return () => {
    stop();
    clearTimeout(finishing);
  };
}

function late(): AppError {
  return new AppError(
    'UPSTREAM_TIMEOUT',
    'The registry behind Lighter does not take the upload, which was given up. Try again in a moment.',
    { retryAfter: 5 },
  );
}
