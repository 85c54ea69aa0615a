import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '#lib/errors/app-error.ts';
import { deriveKey } from './secret.ts';

/** AES-256-GCM (NIST SP 800-38D): a random nonce of 96 bits for each text, a tag of 128. */
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts a secret that has to be used again, with a key for `purpose` only: nonce, tag, text. */
export async function seal(purpose: string, text: string): Promise<Buffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, await deriveKey(purpose), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @throws AppError CONFIG_INVALID when LIGHTER_SECRET (or the one in the database) is another than it was sealed with */
export async function unseal(purpose: string, sealed: Uint8Array): Promise<string> {
  const bytes = Buffer.from(sealed);
  const key = await deriveKey(purpose);
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new AppError(
      'CONFIG_INVALID',
      'A stored secret cannot be read: LIGHTER_SECRET is not the one it was stored with. Set it again.',
      { cause },
    );
  }
}
