import { isManifestType } from '../oci/media-types.ts';
import type { ManifestSnapshot } from './types.ts';

/** Numbers the blobs of a project, manifests among them, so that each is counted once wherever it is. */
export class Contents {
  readonly #ids = new Map<string, number>();
  readonly #sizes: number[] = [];

  /** The blobs that a manifest itself needs: it, its config and layers, and what an index lists that is no manifest. */
  number({ digest, size, blobs, children }: ManifestSnapshot): Int32Array {
    // BuildKit's caches are indexes over layers.
    const layers = children.filter(({ mediaType }) => !isManifestType(mediaType));
    const ids = new Int32Array(1 + blobs.length + layers.length);
    let i = 0;
    ids[i++] = this.#id(digest, size);
    for (const blob of blobs) ids[i++] = this.#id(blob.digest, blob.size);
    for (const layer of layers) ids[i++] = this.#id(layer.digest, layer.size);
    return ids;
  }

  size(id: number): number {
    return this.#sizes[id]!;
  }

  /** How many blobs have been numbered; the numbers are those below. */
  get count(): number {
    return this.#sizes.length;
  }

  #id(digest: string, size: number): number {
    const known = this.#ids.get(digest);
    if (known !== undefined) return known;
    const id = this.#sizes.push(size) - 1;
    this.#ids.set(digest, id);
    return id;
  }
}
