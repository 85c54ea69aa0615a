import { readManifestBytes } from '#lib/db/gateway-manifests.ts';
import { manifestCache } from '#lib/metrics/metrics.ts';

/** Manifests are small (a few kB): room for some ten thousand. */
const MAX_BYTES = 64 * 1024 * 1024;

/** What an entry costs beside its bytes, so that many tiny ones are bounded too. */
const ENTRY_BYTES = 300;

const entries = new Map<string, Buffer>();
let held = 0;

/**
 * The exact bytes of a manifest that the caller has just found visible in this repository: from memory, else from the index.
 * Bytes never change under a digest, so an entry is never wrong; the key has the repository, so it is never shared.
 */
export async function manifestBytes(repositoryId: number, digest: string): Promise<Buffer | null> {
  const key = `${repositoryId}:${digest}`;
  const known = entries.get(key);
  manifestCache.add(1, known ? 'hit' : 'miss');
  if (known) {
    // Moves it to the end: what was used last goes last.
    entries.delete(key);
    entries.set(key, known);
    return known;
  }
  const bytes = await readManifestBytes(repositoryId, digest);
  if (bytes) keep(key, bytes);
  return bytes;
}

function keep(key: string, bytes: Buffer): void {
  if (entries.has(key)) return;
  entries.set(key, bytes);
  held += bytes.length + ENTRY_BYTES;
  for (const [oldest, { length }] of entries) {
    if (held <= MAX_BYTES) return;
    entries.delete(oldest);
    held -= length + ENTRY_BYTES;
  }
}
