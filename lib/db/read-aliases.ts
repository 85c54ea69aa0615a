import { query } from './pool.ts';

/** The visible tags on one manifest: how many, and the first names. */
export type SharedDigest = { digest: string; count: number; names: string[] };

/**
 * For each of the digests, the visible tags that point to it, at most `most` names: those that are no version (`latest`,
 * `stable`) first. Tags in `except` are left out, names and count alike.
 */
export function readTagsByDigest(
  repositoryId: number,
  digests: string[],
  options: { most: number; except?: string[] },
): Promise<SharedDigest[]> {
  return query<SharedDigest>(
    `SELECT digest, count(*), (array_agg(name ORDER BY sort_key, name))[1:$3::int] AS names
     FROM tag WHERE repository_id = $1 AND digest = ANY ($2) AND NOT missing AND NOT fallback AND name <> ALL ($4)
     GROUP BY digest`,
    [repositoryId, digests, options.most, options.except ?? []],
  );
}
