import { findMountSource } from '#lib/db/find-mount-source.ts';
import { findBlobSize } from '#lib/db/gateway-manifests.ts';
import { loadAuthority } from '#lib/db/gateway-authority.ts';
import { isDigest } from '#lib/oci/is-digest.ts';
import { isRepositoryName, projectOf } from '#lib/oci/reference.ts';
import type { Principal } from '#lib/policies/can.ts';
import { mayDo } from '#lib/token/repository-policy.ts';

export type Mountable = { digest: string; from: string; size: number };

/**
 * The blob that `mount` asks for (distribution spec 1.1, end-11), if the principal may pull it from `from`, or without `from`
 * from anywhere. Null makes an ordinary upload of it, as the spec has it. The policy alone decides: a client that mounts without
 * `from` can't ask its token for a repository it does not know, so asking it of those that say `from` would hide nothing.
 */
export async function mountableBlob(query: URLSearchParams, principal: Principal): Promise<Mountable | null> {
  const digest = query.get('mount') ?? '';
  if (!isDigest(digest)) return null;
  const from = query.get('from') ?? '';
  if (from !== '') return blobOf(from, digest, principal);
  const source = await findMountSource(principal, digest);
  return source && { digest, from: source.repository, size: source.size };
}

async function blobOf(from: string, digest: string, principal: Principal): Promise<Mountable | null> {
  if (!isRepositoryName(from)) return null;
  const { project, repositoryId } = await loadAuthority(principal, projectOf(from), from);
  if (repositoryId === null || !mayDo(principal, 'pull', from, project)) return null;
  const size = await findBlobSize(repositoryId, digest);
  return size === null ? null : { digest, from, size };
}
