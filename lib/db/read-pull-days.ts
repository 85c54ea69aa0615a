import { query } from './pool.ts';

/** Days that the pulls of a tag are shown for. */
export const PULL_DAYS = 30;

/** Pulls of the tags by day, over the last 30 (UTC): oldest first, today last. Tags without any are not in it. */
export async function readPullDays(repositoryId: number, tags: string[]): Promise<Map<string, number[]>> {
  const rows = await query<{ tag: string; ago: number; pulls: number }>(
    `SELECT tag, (now() AT TIME ZONE 'UTC')::date - day AS ago, pulls FROM pull_stat
     WHERE repository_id = $1 AND tag = ANY ($2) AND pulls > 0
       AND day BETWEEN (now() AT TIME ZONE 'UTC')::date - $3::int AND (now() AT TIME ZONE 'UTC')::date`,
    [repositoryId, tags, PULL_DAYS - 1],
  );
  const byTag = new Map<string, number[]>();
  for (const { tag, ago, pulls } of rows) {
    const days = byTag.get(tag) ?? Array.from({ length: PULL_DAYS }, () => 0);
    days[PULL_DAYS - 1 - ago] = pulls;
    byTag.set(tag, days);
  }
  return byTag;
}

/**
 * When this database began to count pulls: with its first migration. What has no pull on record was not pulled since then; of
 * the time before nothing is known.
 */
export async function countingSince(): Promise<Date> {
  const [row] = await query<{ at: Date }>(`SELECT min(finished_at) AS at FROM "_prisma_migrations"`);
  return row!.at;
}
