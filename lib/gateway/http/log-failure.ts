import type { AppError } from '#lib/errors/app-error.ts';
import { httpStatus } from '#lib/errors/status.ts';
import { logger } from '#lib/log/logger.ts';
import type { Exchange } from './exchange.ts';

/** Logs what is our failure or upstream's, with its cause; what the client did wrong is in the access log. */
export function logFailure(exchange: Exchange, error: AppError): void {
  // Once the client is gone, whatever breaks after is its doing.
  if (httpStatus(error.code) < 500 || exchange.signal.aborted) return;
  log().warn({ err: error, requestId: exchange.id, route: exchange.facts.route }, error.message);
}

function log() {
  return logger('gateway');
}
