import { logger } from '#lib/log/logger.ts';
import { AppError } from '#lib/errors/app-error.ts';

/**
 * Tells of the error that ended a command, as one sentence and without a stack, and gives the exit code. A child of the
 * supervisor writes it to its log instead, with all details, from where the supervisor takes the sentence.
 */
export function reportError(error: unknown): number {
  if (process.connected) logger('lighter').fatal({ err: error }, sentenceOf(error));
  else process.stderr.write(`${sentenceOf(error)}\n`);
  return 1;
}

/** One line for a person; errors that are not ours give what they say. */
export function sentenceOf(error: unknown): string {
  if (error instanceof AppError && error.code !== 'INTERNAL') return error.message;
  const cause = error instanceof AppError ? (error.cause ?? error) : error;
  const said = cause instanceof Error ? cause.message || cause.name : String(cause);
  return `Lighter failed unexpectedly: ${said.split('\n')[0]?.replace(/\.$/, '')}.`;
}
