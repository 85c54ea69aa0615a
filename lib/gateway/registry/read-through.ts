import { ExpiringMap } from '#lib/auth/expiring-map.ts';
import { env } from '#lib/env/env.ts';
import { headManifest } from '#lib/registry/manifests.ts';
import type { Reference } from '#lib/oci/reference.ts';
import { findUpstream } from '#lib/services/find-upstream.ts';

/** How long "not there" and, in shared mode, "still there" are believed. */
const BELIEVED_MS = 10_000;
const REMEMBERED = 20_000;

const absent = new ExpiringMap<true>(REMEMBERED, BELIEVED_MS);
const confirmed = new ExpiringMap<string>(REMEMBERED, BELIEVED_MS);

/** Looks upstream for what the index lacks, and has it indexed; true when it is there now. @throws AppError UPSTREAM_* */
export async function readThrough(repository: string, reference: Reference): Promise<boolean> {
  const key = keyOf(repository, reference);
  if (absent.get(key)) return false;
  const found = await findUpstream(repository, reference);
  if (!found) absent.set(key, true);
  return found !== null;
}

/**
 * In shared mode others may have moved a tag: asks upstream, and has what it says indexed when it differs from `digest`; true
 * when the index was changed so. A tag that upstream does not have is left as it is: only reconcile may decide that one is missing.
 * @throws AppError UPSTREAM_*: a tag that can't be confirmed is not served
 */
export async function confirmTag(repository: string, reference: Reference, digest: string): Promise<boolean> {
  if (env().upstreamMode !== 'shared' || reference.kind !== 'tag') return false;
  const key = keyOf(repository, reference);
  if (confirmed.get(key) === digest) return false;
  const upstream = (await headManifest(repository, reference.tag)) ?? digest;
  const moved = upstream !== digest && (await findUpstream(repository, reference)) !== null;
  confirmed.set(key, upstream);
  return moved;
}

function keyOf(repository: string, reference: Reference): string {
  return `${repository} ${reference.kind === 'tag' ? reference.tag : reference.digest}`;
}
