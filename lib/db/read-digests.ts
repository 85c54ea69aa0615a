import { query } from './pool.ts';

/** The digest that each of the named tags points at, of those that are visible, in the order of their names. */
export function readDigestsOfTags(
  repositoryId: number,
  tags: string[],
): Promise<{ tag: string; digest: string }[]> {
  return query<{ tag: string; digest: string }>(
    `SELECT name AS tag, digest FROM tag WHERE repository_id = $1 AND name = ANY ($2) AND NOT missing
     ORDER BY sort_key, name`,
    [repositoryId, tags.map((tag) => tag.replaceAll('\0', ''))],
  );
}
