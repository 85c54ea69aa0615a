import { countChange } from './index-repositories.ts';
import type { Tx } from './transaction.ts';

/** What became of the wish to hide a blob: `needed` while a visible manifest of the repository names it. */
export type HideBlob = 'hidden' | 'needed' | 'unknown';

/** Hides one blob of a repository unless a visible manifest there names it. Nothing is unlinked upstream. */
export async function hideBlob(tx: Tx, repositoryId: number, digest: string): Promise<HideBlob> {
  const [blob] = await tx.query(
    'SELECT FROM repository_blob WHERE repository_id = $1 AND digest = $2 AND NOT hidden FOR UPDATE',
    [repositoryId, digest],
  );
  if (!blob) return 'unknown';
  const needed = await tx.query(
    `SELECT 1 FROM manifest_blob b JOIN manifest m ON m.id = b.manifest_id
     WHERE b.repository_id = $1 AND b.digest = $2 AND NOT m.hidden LIMIT 1`,
    [repositoryId, digest],
  );
  if (needed.length > 0) return 'needed';
  await hideBlobs(tx, repositoryId, [digest]);
  return 'hidden';
}

/** Hides blobs whatever names them: upstream has lost them. @returns those that were visible */
export async function hideBlobs(tx: Tx, repositoryId: number, digests: string[]): Promise<string[]> {
  const hidden = await tx.query<{ digest: string; size: number }>(
    `UPDATE repository_blob SET hidden = true WHERE repository_id = $1 AND digest = ANY($2) AND NOT hidden
     RETURNING digest, size`,
    [repositoryId, digests],
  );
  await countChange(tx, repositoryId, { size: -hidden.reduce((sum, { size }) => sum + size, 0) });
  return hidden.map(({ digest }) => digest);
}
