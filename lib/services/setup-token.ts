import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { getSetting, putSetting } from '#lib/db/settings.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { hasActiveAdmin } from '#lib/db/users.ts';

export const SETUP_SETTING = 'setup-token';

const TOKEN_BYTES = 32;

/** A new token of the set-up link; only its hash is kept, and the one before is void. */
export async function newSetupToken(): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  await putSetting(SETUP_SETTING, hash(token).toString('hex'));
  return token;
}

/** `absent`: there is an administrator, or no token. With `tx`, the setting is locked: of two at once one waits for the other. */
export async function checkSetupToken(token: string, tx?: Tx): Promise<'valid' | 'wrong' | 'absent'> {
  const stored = await getSetting(SETUP_SETTING, tx);
  if (typeof stored !== 'string' || (await hasActiveAdmin(tx))) return 'absent';
  return timingSafeEqual(hash(stored), hash(hash(token).toString('hex'))) ? 'valid' : 'wrong';
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
