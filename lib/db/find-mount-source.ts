import { MAY_PULL, type ListReader } from './gateway-lists.ts';
import { query } from './pool.ts';

/** A repository that the reader may pull and that shows this blob, with its bytes; null when there is none. */
export async function findMountSource(
  reader: ListReader,
  digest: string,
): Promise<{ repository: string; size: number } | null> {
  const values = [reader.userId, reader.admin, digest];
  const rows = await query<{ repository: string; size: number }>(SOURCE, values, 'gateway-mount-source');
  return rows[0] ?? null;
}

const SOURCE = `
  SELECT r.name AS repository, b.size
    FROM repository_blob b JOIN repository r ON r.id = b.repository_id JOIN project p ON p.id = r.project_id
   WHERE b.digest = $3::text AND NOT b.hidden AND ${MAY_PULL}
   LIMIT 1`;
