import pg from 'pg';
import { AppError } from '#lib/errors/app-error.ts';

/** What Postgres says while it starts, stops or has no connection left (classes 08, 53 and 57P of its error codes). */
const UNAVAILABLE = /^(08|53|57P)/;

/** What `pg` and the socket under it say when there is no one to talk to; they carry no Postgres error code. */
const CONNECTION_LOST = /^(ECONN|EPIPE|ENOENT|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_)/;
const CONNECTION_LOST_TEXT =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i;

/** Seconds until asking again makes sense: a restart of Postgres takes about as long. */
const RETRY_AFTER = 2;

/** Turns what `pg` throws into an AppError: UNAVAILABLE for a database that can't be reached, else the error as it is. */
export function databaseError(error: unknown): unknown {
  if (!isConnectionError(error)) return error;
  return new AppError('UNAVAILABLE', 'The database does not answer. Try again in a moment.', {
    cause: error,
    retryAfter: RETRY_AFTER,
  });
}

/** True when a transaction failed only because of others at work, and may be run again. */
export function isRetryable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40001' || error.code === '40P01');
}

/** True when a statement failed on a unique constraint. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505';
}

function isConnectionError(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return UNAVAILABLE.test(error.code ?? '');
  if (!(error instanceof Error) || error instanceof AppError) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return CONNECTION_LOST.test(code) || CONNECTION_LOST_TEXT.test(error.message);
}
