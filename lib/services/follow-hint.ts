import { findRepository } from '#lib/db/index-repositories.ts';
import { visibleTags } from '#lib/db/tag-lookup.ts';
import type { Reference } from '#lib/oci/reference.ts';
import { headManifest } from '#lib/registry/manifests.ts';
import { findUpstream } from './find-upstream.ts';
import { reconcileRepository } from './reconcile-repository.ts';

/** Somebody says that something changed upstream: at a tag or digest, or (null) somewhere in the repository. */
export type UpstreamHint = { repository: string; reference: Reference | null };

/**
 * Looks where the hint points, and indexes what upstream itself has there. Believes nothing of the hint: what is gone is only
 * noted, as reconcile does. @throws AppError UPSTREAM_*
 */
export async function followHint({ repository: name, reference }: UpstreamHint): Promise<void> {
  const repository = await findRepository(name);
  if (!repository || reference === null) {
    await reconcileRepository(name, { verify: false });
    return;
  }
  // Lighter's own pushes are notified too: they are in the index before anyone looks.
  if (reference.kind === 'tag') {
    const [known] = await visibleTags(repository.id, [reference.tag]);
    if (known && known.digest === (await headManifest(name, reference.tag))) return;
  }
  await findUpstream(name, reference);
}
