import { ExpiringMap } from '#lib/auth/expiring-map.ts';
import { digestOf } from '#lib/oci/digest.ts';

/** Clients send the manifest as soon as its blobs are there. */
const REMEMBERED_MS = 60_000;
/** Of at most `MAX_RECENT_CONFIG_BYTES` each: 16 MiB in all. */
const REMEMBERED = 256;
/** Configs are a few KiB; a larger one is read from the registry. */
export const MAX_RECENT_CONFIG_BYTES = 64 * 1024;

const recent = new ExpiringMap<Buffer>(REMEMBERED, REMEMBERED_MS);

/**
 * Keeps a small JSON blob that was uploaded just now: the manifest to come wants its config indexed, and for so small a blob the
 * registry does as much work as for a large one. Bytes of another digest are not kept.
 */
export function rememberConfig(digest: string, bytes: Buffer): void {
  if (bytes.length <= MAX_RECENT_CONFIG_BYTES && digestOf(bytes) === digest) recent.set(digest, bytes);
}

/** The exact bytes under `digest`, if they came through this process a moment ago. */
export function recentConfig(digest: string): Buffer | undefined {
  return recent.get(digest);
}
