import { ExpiringMap } from '#lib/auth/expiring-map.ts';
import { MAX_RECENT_CONFIG_BYTES, rememberConfig } from '#lib/services/recent-configs.ts';

const OPENING_BRACE = 0x7b;

/** Copies what passes by as long as it may be a small JSON object, such as an image's config; layers are none from their first byte. */
export class SmallJson {
  #chunks: Buffer[] | null = [];
  #length = 0;

  take(chunk: Buffer): void {
    if (!this.#chunks) return;
    const fits = this.#length + chunk.length <= MAX_RECENT_CONFIG_BYTES;
    if (!fits || (this.#length === 0 && chunk[0] !== OPENING_BRACE)) {
      this.#chunks = null;
      return;
    }
    this.#chunks.push(Buffer.from(chunk));
    this.#length += chunk.length;
  }

  /** All that passed; null when there was nothing, or something else. */
  bytes(): Buffer | null {
    return this.#chunks && this.#length > 0 ? Buffer.concat(this.#chunks) : null;
  }
}

/** Between a PATCH and the PUT that ends the upload. At most 16 MiB. */
const unfinished = new ExpiringMap<Buffer>(256, 60_000);

/** A chunk was stored; it may be all there is to come. */
export function keepChunk(session: string, chunk: SmallJson): void {
  const bytes = chunk.bytes();
  if (bytes) unfinished.set(session, bytes);
}

/** The upload is stored under `digest`; `last` came with its end. What was kept of it may be its whole, which its digest tells. */
export function keepUpload(session: string, last: SmallJson, digest: string): void {
  const bytes = last.bytes() ?? unfinished.get(session);
  unfinished.delete(session);
  if (bytes) rememberConfig(digest, bytes);
}
