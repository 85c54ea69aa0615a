import { createHmac, timingSafeEqual } from 'node:crypto';

/** What all authenticator apps assume (RFC 6238, 4 and 5.2): SHA-1, 30 seconds, 6 digits. */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** One step to either side: a code typed at its end, a phone whose clock is a little off (RFC 6238, 5.2). */
const WINDOW = 1;

/** 160 bits, the length of the HMAC (RFC 4226, 4, R6). */
export const TOTP_SECRET_BYTES = 20;

/** The time step that `now` (milliseconds since 1970) is in. */
export function totpStep(now: number): number {
  return Math.floor(now / 1000 / STEP_SECONDS);
}

/** The code of one time step (RFC 4226, 5.3). */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const offset = hash[hash.length - 1]! & 0xf;
  const number = (hash.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, '0');
}

/** The time step around `now` whose code this is, null when there is none; people write codes with spaces. */
export function matchingStep(secret: Uint8Array, given: string, now: number): number | null {
  const code = given.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(code)) return null;
  const current = totpStep(now);
  const steps = Array.from({ length: 2 * WINDOW + 1 }, (_, i) => current - WINDOW + i);
  const matching = steps.filter((step) =>
    timingSafeEqual(Buffer.from(totpCode(secret, step)), Buffer.from(code)),
  );
  return matching.at(-1) ?? null;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BITS = 5;

/** RFC 4648, 6, without padding: how apps take a secret that is typed. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(new RegExp(`.{1,${BITS}}`, 'g')) ?? [];
  return groups.map((group) => ALPHABET[Number.parseInt(group.padEnd(BITS, '0'), 2)]).join('');
}

/** What the picture that apps scan says. `issuer` names the service in the app; it holds no colon, which ends it. */
export function totpUri(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
