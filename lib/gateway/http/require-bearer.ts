import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '#lib/errors/app-error.ts';
import type { Exchange } from './exchange.ts';

/**
 * Lets a program in that sends `Authorization: Bearer <token>`. Without a token of ours the endpoint is not there.
 * @throws AppError NOT_FOUND when it is not set up, UNAUTHORIZED for another token or none
 */
export function requireBearer({ request, response }: Exchange, token: string | undefined): void {
  if (token === undefined) throw new AppError('NOT_FOUND', 'There is no such endpoint.');
  const [, given] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  // Hashes are of one length, and how long the comparison takes says nothing of the token.
  if (given !== undefined && timingSafeEqual(hash(given), hash(token))) return;
  response.setHeader('www-authenticate', 'Bearer');
  throw new AppError('UNAUTHORIZED', 'Send the token of this endpoint as "Authorization: Bearer <token>".');
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
