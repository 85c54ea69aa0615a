import { createHash, randomBytes } from 'node:crypto';

/** Nobody guesses 256 bits: the tokens of links need no slow hash. */
const TOKEN_BYTES = 32;

/** A token for a link that works once, and what is kept of it. */
export function newLinkToken(): { token: string; hash: Buffer } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: hashLinkToken(token) };
}

export function hashLinkToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
