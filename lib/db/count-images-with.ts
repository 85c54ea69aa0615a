import { query } from './pool.ts';
import { SqlValues } from './sql-values.ts';
import type { Viewer } from './viewer.ts';
import { pullable } from './viewer.ts';

/** For each layer, how many images have it of those that the viewer may see; counted up to `most`. */
export async function countImagesWith(
  viewer: Viewer,
  layers: string[],
  { most }: { most: number },
): Promise<Map<string, number>> {
  const values = new SqlValues();
  const rows = await query<{ digest: string; count: number }>(
    `SELECT layer.digest, (
       SELECT count(DISTINCT image.id) FROM (
         SELECT m.id FROM manifest_blob b
         JOIN manifest m ON m.id = b.manifest_id AND NOT m.hidden
         JOIN repository r ON r.id = b.repository_id JOIN project p ON p.id = r.project_id
         WHERE b.digest = layer.digest AND NOT b.config AND ${pullable(viewer, 'p', 'r', values)}
         LIMIT ${values.add(most)}) image) AS count
     FROM unnest(${values.add(layers)}::text[]) AS layer(digest)`,
    values.list,
  );
  return new Map(rows.map(({ digest, count }) => [digest, count]));
}
