import { createHmac } from 'node:crypto';
import { countAttempt, readSignInState, recordFailedAttempt } from '#lib/db/sign-in-failures.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { networkOf } from './network-of.ts';
import { deriveKey } from './secret.ts';

/** Wrong secrets from one address before the next has to wait: an office whose CI holds a revoked one goes on for a while. */
const FREE_PER_ADDRESS = 200;
/** Each further one doubles the wait, from one second up to this. Without a further failure all is forgotten after `memory`. */
const LIMITS = { maxWait: 60, memory: 15 * 60 };

/**
 * Counts a secret, or another program's token, that was wrong; call it once that is known, so that who has a right one never waits
 * for others' wrong ones. There is no name to guess for and nothing to be guessed in a human time: only the address counts (none:
 * nothing does), and what it keeps off is load.
 * @throws AppError TOOMANYREQUESTS with `retryAfter` while the address has to wait; UNAVAILABLE without a database
 */
export async function countWrongSecret(address: string | null): Promise<void> {
  if (address === null) return;
  const key = await keyOf(address);
  if (await countAttempt([{ key, free: FREE_PER_ADDRESS }], LIMITS)) return recordFailedAttempt([key]);
  throw await tooMany(key);
}

/** Refuses an address that has to wait, before something costly is done for it. @throws AppError as `countWrongSecret` */
export async function refuseWaiting(address: string | null): Promise<void> {
  if (address === null) return;
  const key = await keyOf(address);
  const { waits } = await readSignInState([key]);
  if (waits.size > 0) throw await tooMany(key);
}

async function keyOf(address: string): Promise<string> {
  return createHmac('sha256', await deriveKey('sign-in-limit'))
    .update(JSON.stringify(['secret', networkOf(address)]))
    .digest('base64url');
}

async function tooMany(key: string): Promise<AppError> {
  const { waits } = await readSignInState([key]);
  const seconds = Math.max(1, waits.get(key)?.seconds ?? 1);
  return new AppError('TOOMANYREQUESTS', `Too many wrong access tokens. Try again in ${seconds} s.`, {
    retryAfter: seconds,
  });
}
