import { loadProjectAccess } from '#lib/db/access.ts';
import { findRepository, upsertRepository } from '#lib/db/index-repositories.ts';
import type { RepositoryRow } from '#lib/db/index-repositories.ts';
import { isKeyHeld, tagKey } from '#lib/db/operations.ts';
import { deletedDigest } from '#lib/db/reconcile-queries.ts';
import { hasFullReconcile } from '#lib/db/reconcile-state.ts';
import { manifestState } from '#lib/db/tag-lookup.ts';
import { env } from '#lib/env/env.ts';
import type { Reference } from '#lib/oci/reference.ts';
import { projectOf } from '#lib/oci/reference.ts';
import { ANONYMOUS } from '#lib/policies/can.ts';
import { headManifest } from '#lib/registry/manifests.ts';
import { indexFromUpstream } from './index-from-upstream.ts';

/**
 * Asks upstream for what the index lacks, and indexes it; null when it is not there or may not be looked for.
 * A tag is looked for only before the first full reconcile or in shared mode, if no operation is at it and it is not
 * what a trash entry holds; a digest always, since nothing upstream lists untagged manifests (they stay pullable after the
 * index was lost). Callers keep negative answers for a while. @throws AppError UPSTREAM_*
 */
export async function findUpstream(
  repositoryName: string,
  reference: Reference,
): Promise<{ digest: string } | null> {
  const repository = await knownOrThere(repositoryName, reference);
  if (!repository) return null;
  if (reference.kind === 'digest') {
    // Known means hidden, or the caller would not ask: hidden stays hidden.
    if (await manifestState(repository.id, reference.digest)) return null;
    return digestOf(await indexFromUpstream(repository, reference.digest));
  }
  if (!(await mayLookForTags())) return null;
  if (await isKeyHeld(tagKey(repository.id, reference.tag))) return null;
  const there = await headManifest(repository.name, reference.tag);
  // On the digest it was deleted with: a delete that was acknowledged stays one. On another: somebody pushed it again.
  if (there === null || there === (await deletedDigest(repository.id, reference.tag))) return null;
  return digestOf(await indexFromUpstream(repository, reference.tag));
}

/** True while a tag that the index lacks may be upstream all the same. */
export async function mayLookForTags(): Promise<boolean> {
  return env().upstreamMode === 'shared' || !(await hasFullReconcile());
}

/** A repository gets a row only if its project is there and upstream has what is asked for. */
async function knownOrThere(name: string, reference: Reference): Promise<RepositoryRow | null> {
  const known = await findRepository(name);
  if (known) return known;
  const project = await loadProjectAccess(projectOf(name), ANONYMOUS);
  if (!project || !(await mayLookForTags())) return null;
  const digest = await headManifest(name, reference.kind === 'tag' ? reference.tag : reference.digest);
  return digest === null ? null : upsertRepository(name, project.id);
}

function digestOf(found: Awaited<ReturnType<typeof indexFromUpstream>>): { digest: string } | null {
  return found.kind === 'indexed' ? { digest: found.digest } : null;
}
