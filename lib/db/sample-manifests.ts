import { query } from './pool.ts';

/** Some visible manifests at random, to look whether a registry is the one that the index is about. */
export async function sampleManifests(count: number): Promise<{ repository: string; digest: string }[]> {
  return await query(
    `SELECT r.name AS repository, m.digest FROM manifest m JOIN repository r ON r.id = m.repository_id
     WHERE NOT m.hidden ORDER BY random() LIMIT $1`,
    [count],
  );
}
