import { query } from './pool.ts';

/** Every platform that a visible tag of the repository has, in byte order. */
export async function readPlatforms(repositoryId: number): Promise<string[]> {
  const rows = await query<{ platform: string }>(
    `SELECT DISTINCT platform COLLATE "C" AS platform
     FROM manifest m, unnest(m.platforms) AS platform
     WHERE m.repository_id = $1 AND NOT m.hidden
       AND EXISTS (SELECT 1 FROM tag t WHERE t.manifest_id = m.id AND NOT t.missing AND NOT t.fallback)
     ORDER BY 1`,
    [repositoryId],
  );
  return rows.map((row) => row.platform);
}
