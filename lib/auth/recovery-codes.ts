import { createHmac, randomInt } from 'node:crypto';
import { deriveKey } from './secret.ts';

/** As many as people print on a slip, and more than anyone needs before making new ones. */
export const RECOVERY_CODES = 10;
/** Without letters and digits that look alike: they are read from paper. 16 of 31 are 79 bits. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 16;
const GROUP = 4;

/** New codes, to be shown once: `abcd-efgh-jkmn-pqrs`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const text = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    return text.replace(new RegExp(`.{${GROUP}}(?=.)`, 'g'), '$&-');
  });
}

/** What is kept of a code; null for what can't be one. However it was typed: capitals, spaces and dashes don't count. */
export async function hashRecoveryCode(userId: number, given: string): Promise<Buffer | null> {
  const code = given.toLowerCase().replaceAll(/[\s-]/g, '');
  if (code.length !== LENGTH || /[^a-z0-9]/.test(code)) return null;
  const key = await deriveKey('recovery-codes');
  return createHmac('sha256', key).update(`${userId}/${code}`).digest();
}
