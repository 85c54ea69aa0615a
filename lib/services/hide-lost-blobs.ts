import { hideBlobs } from '#lib/db/hide-blob.ts';
import { transaction } from '#lib/db/transaction.ts';
import type { ParsedManifest } from '#lib/oci/manifest.ts';
import { isBlobLost } from '#lib/registry/blobs.ts';
import { each } from '#lib/registry/each.ts';

/**
 * For a manifest that the registry refuses: looks which of its blobs the registry has lost, though the index shows them, and hides these, so that
 * clients, who are told what is there by the index, bring them again. Nothing is deleted. @returns their digests
 */
export async function hideLostBlobs(
  repository: { id: number; name: string },
  { blobs }: ParsedManifest,
): Promise<string[]> {
  const digests = [...new Set(blobs.filter(({ foreign }) => !foreign).map(({ digest }) => digest))];
  const lost = await each(digests, (digest) => isBlobLost(repository.name, digest));
  const gone = digests.filter((_, i) => lost[i]);
  return gone.length === 0 ? [] : transaction((tx) => hideBlobs(tx, repository.id, gone));
}
