import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Whose secret it is: a user's personal access token, or a robot's. */
export type SecretKind = 'token' | 'robot';

/**
 * Letters, digits and an underscore only: nothing that a shell, a URL, YAML or a CI system's form minds. The prefix is what secret
 * scanners look for; docs/tokens.md gives them the expression.
 */
const PREFIX: Readonly<Record<SecretKind, string>> = { token: 'ltp_', robot: 'ltr_' };
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 30 of 62 characters are 178 bits: no slow hash is needed to keep them from being guessed. */
const RANDOM_LENGTH = 30;
/** 62^6 is more than 2^32, so any CRC32 fits. */
const CHECKSUM_LENGTH = 6;
/** Enough of it to know it again by, and far too little to guess the rest. */
const HINT_LENGTH = 8;

const SHAPE = new RegExp(`^lt[pr]_[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`);

/** A new secret: prefix, random part, and a checksum of the two (as GitHub's tokens have), by which one that was mistyped or made up is known. */
export function makeSecret(kind: SecretKind): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  const body = `${PREFIX[kind]}${random}`;
  return body + checksum(body);
}

/** Whether the text says that it is a secret of ours, and not, for example, a password or a token of the registry. */
export function hasSecretPrefix(text: string): boolean {
  return Object.values(PREFIX).some((prefix) => text.startsWith(prefix));
}

/** Whether the text can be a secret of ours at all: its shape and its checksum. Asks nobody. */
export function isSoundSecret(text: string): boolean {
  if (!SHAPE.test(text)) return false;
  const body = text.slice(0, -CHECKSUM_LENGTH);
  return checksum(body) === text.slice(-CHECKSUM_LENGTH);
}

/** What is kept of a secret: its SHA-256. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** The beginning of a secret, to be shown in lists. */
export function hintOf(secret: string): string {
  return secret.slice(0, HINT_LENGTH);
}

/** CRC32 in base 62, the highest digit first. */
function checksum(body: string): string {
  let rest = crc32(body);
  let digits = '';
  for (let place = 0; place < CHECKSUM_LENGTH; place++) {
    digits = ALPHABET[rest % ALPHABET.length] + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}
