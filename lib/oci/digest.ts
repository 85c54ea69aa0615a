import { createHash } from 'node:crypto';

export { isDigest } from './is-digest.ts';

/** The sha256 digest of exact bytes (image spec 1.1, "Digests"). */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
