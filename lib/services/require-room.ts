import { isCounted, lockUsage, readUsage, reserve, uncounted } from '#lib/db/quota.ts';
import type { Tx } from '#lib/db/transaction.ts';
import type { ParsedManifest } from '#lib/oci/manifest.ts';
import { bytesRefused, countRefused } from './quota-refusal.ts';

/** Of the operation that is about to bring it: where, under which tag (null: none), and what it names. */
export type Coming = {
  project: { id: number; name: string };
  repositoryId: number;
  operationId: string;
  tag: string | null;
  blobs: ParsedManifest['blobs'];
};

/**
 * Makes sure that the project has room for what an operation brings, and reserves it for as long as that takes. What counts
 * already needs none. Call it in the operation's `check`, where the project is `limited`.
 * @throws AppError DENIED, whose message begins with "quota"
 */
export async function requireRoom(tx: Tx, coming: Coming): Promise<void> {
  const { project, repositoryId, operationId, tag } = coming;
  await lockUsage(tx, project.id);
  const known = await readUsage(project.id, { operationId, repositoryId }, tx);
  if (!known) return;
  const { quota, usage } = known;
  const counted = await isCounted(tx, repositoryId, tag);
  if (quota.tags !== null && !counted.tag && usage.tags >= quota.tags)
    throw countRefused(project, 'tags', quota, usage);
  if (quota.repositories !== null && !counted.repository && usage.repositories >= quota.repositories)
    throw countRefused(project, 'repositories', quota, usage);
  if (quota.bytes !== null) await reserveBlobs(tx, coming, { limit: quota.bytes, used: usage.bytes });
}

async function reserveBlobs(
  tx: Tx,
  { project, operationId, blobs }: Coming,
  { limit, used }: { limit: number; used: number },
): Promise<void> {
  const sizes = new Map(blobs.filter((blob) => !blob.foreign).map((blob) => [blob.digest, blob.size]));
  const fresh = await uncounted(tx, project.id, [...sizes.keys()]);
  const needed = fresh.reduce((sum, digest) => sum + sizes.get(digest)!, 0);
  if (needed > 0 && used + needed > limit) throw await bytesRefused(tx, project, { limit, used, needed });
  const reservations = fresh.map((digest) => ({
    projectId: project.id,
    holder: `${operationId} ${digest}`,
    digest,
    bytes: sizes.get(digest)!,
    operationId,
  }));
  await reserve(tx, reservations);
}
