import { query } from './pool.ts';
import { SqlValues } from './sql-values.ts';
import { pullable, type Viewer } from './viewer.ts';

/** A repository that the reader may pull and that shows this blob, with its bytes; null when there is none. */
export async function findMountSource(
  reader: Viewer,
  digest: string,
): Promise<{ repository: string; size: number } | null> {
  const values = new SqlValues();
  const rows = await query<{ repository: string; size: number }>(
    `SELECT r.name AS repository, b.size
       FROM repository_blob b JOIN repository r ON r.id = b.repository_id JOIN project p ON p.id = r.project_id
      WHERE b.digest = ${values.add(digest)}::text AND NOT b.hidden AND ${pullable(reader, 'p', 'r', values)}
      LIMIT 1`,
    values.list,
  );
  return rows[0] ?? null;
}
