import { findRepository } from '#lib/db/index-repositories.ts';
import { visibleTags } from '#lib/db/tag-lookup.ts';
import type { Reference } from '#lib/oci/reference.ts';
import { headManifest } from '#lib/registry/manifests.ts';
import { findUpstream } from './find-upstream.ts';
import { reconcileRepository } from './reconcile-repository.ts';

/** Somebody says that something changed upstream: at a tag (now on `digest`, if that is said), a digest, or (null) somewhere in it. */
export type UpstreamHint = { repository: string; reference: Reference | null; digest?: string | undefined };

/**
 * Looks where the hint points, and indexes what upstream itself has there. Believes nothing of the hint: what is gone is only
 * noted, as reconcile does. False when it is worth another look: upstream does not have what is said, as it may not have *yet*
 * (distribution announces a push before it writes the tag; registry/handlers/manifests.go: Put, which notifies, then Tag), or the index
 * does not. @throws AppError UPSTREAM_*
 */
export async function followHint({ repository: name, reference, digest }: UpstreamHint): Promise<boolean> {
  const repository = await findRepository(name);
  if (reference === null) {
    await reconcileRepository(name, { verify: false });
    return true;
  }
  if (!repository) return (await reconcileRepository(name, { verify: false })).tagsSeen > 0;
  if (reference.kind === 'digest') {
    await findUpstream(name, reference);
    return true;
  }
  const there = await headManifest(name, reference.tag);
  if (there === null) return false;
  const [known] = await visibleTags(repository.id, [reference.tag]);
  // Lighter's own pushes are notified too: they are in the index before anyone looks.
  const indexed = known?.digest === there ? known : await findUpstream(name, reference);
  // Whoever is at the tag right now may have read it before it moved.
  return indexed?.digest === there && (digest === undefined || there === digest);
}
