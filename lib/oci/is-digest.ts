const SHA256 = /^sha256:[a-f0-9]{64}$/;

/**
 * True for a digest we can serve. The upstream registry knows sha256 only, so other algorithms are refused at the door.
 * Apart from digest.ts, so that what browsers run (schemas, reference.ts) does not carry node:crypto.
 */
export function isDigest(value: string): boolean {
  return SHA256.test(value);
}
