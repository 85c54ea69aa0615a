import { totpCode, totpStep } from '#lib/auth/totp.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows for the secret, `later` steps from now. */
export function appCode(secret: string, later = 0): string {
  return codeAt(secret, totpStep(Date.now()) + later);
}

export function codeAt(secret: string, step: number): string {
  const bits = Array.from(secret, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return totpCode(Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2))), step);
}
