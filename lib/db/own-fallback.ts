import { query } from './pool.ts';
import { forgetManifest } from './purge-tickets.ts';
import type { Tx } from './transaction.ts';
import { hideUnreached } from './visibility.ts';

/** The digest of the list under a fallback tag, if Lighter itself wrote it and it serves for nothing else; else null. */
export async function ownFallback(repositoryId: number, tag: string): Promise<string | null> {
  const [row] = await query<{ digest: string }>(
    `SELECT m.digest FROM tag t JOIN manifest m ON m.id = t.manifest_id
     WHERE t.repository_id = $1 AND t.name = $2 AND m.fallback AND m.pushed_by IS NULL
       AND NOT EXISTS (SELECT 1 FROM tag other WHERE other.manifest_id = m.id AND other.name <> t.name)`,
    [repositoryId, tag],
  );
  return row?.digest ?? null;
}

/** Takes a replaced list of referrers, which is deleted upstream, out of the index. */
export async function forgetFallback(tx: Tx, repositoryId: number, digest: string): Promise<void> {
  const [manifest] = await tx.query<{ id: number }>(
    'SELECT id FROM manifest WHERE repository_id = $1 AND digest = $2',
    [repositoryId, digest],
  );
  if (!manifest) return;
  await hideUnreached(tx, repositoryId, [manifest.id]);
  await forgetManifest(tx, repositoryId, digest);
}
