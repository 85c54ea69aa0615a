import { batched } from './batch.ts';
import { query } from './pool.ts';

/** So many pulls in so many seconds, for whom `key` names. The time begins with the first pull. */
export type PullQuota = { key: string; pulls: number; seconds: number };

/** What is left of it, and in how many seconds all of it is back. */
export type PullsLeft = { left: number; resetSeconds: number };

let counted = 0;

/**
 * Counts a pull, in Postgres for all processes and machines; null for `left`: there was none left. Pulls of one moment share a statement,
 * so that one address with many machines behind it is not one row that all wait for.
 */
export async function countPull(quota: PullQuota): Promise<PullsLeft | { left: null; resetSeconds: number }> {
  return count({ ...quota, id: ++counted });
}

/** Looks without counting. */
export const readPullsLeft: (quota: PullQuota) => Promise<PullsLeft> = batched(
  ({ key }) => key,
  async (quotas: PullQuota[]) => {
    const rows = await query<Row>(READ, [quotas.map(({ key }) => key)], 'pulls-left');
    const found = new Map(rows.map((row) => [row.key, row]));
    return quotas.map(({ key, pulls, seconds }) => {
      const row = found.get(key);
      if (!row) return { left: pulls, resetSeconds: seconds };
      return { left: Math.max(pulls - row.pulls, 0), resetSeconds: Math.min(row.seconds, seconds) };
    });
  },
);

/** Deletes windows that have ended. @returns how many */
export async function deleteEndedPullWindows(): Promise<number> {
  const rows = await query(`DELETE FROM pull_window WHERE ends_at <= now() RETURNING 1`);
  return rows.length;
}

type Row = { key: string; pulls: number; seconds: number };

/** Each pull is a question of its own, with an id: equal questions would be asked, and counted, once. */
const count = batched(
  ({ id }: PullQuota & { id: number }) => String(id),
  async (quotas) => {
    const asked = Map.groupBy(quotas, ({ key }) => key);
    const firsts = [...asked.values()].map(([first]) => first!);
    const rows = await query<Row>(
      COUNT,
      [
        [...asked.keys()],
        [...asked.values()].map((pulls) => pulls.length),
        firsts.map(({ pulls }) => pulls),
        firsts.map(({ seconds }) => seconds),
      ],
      'count-pulls',
    );
    const found = new Map(rows.map((row) => [row.key, row]));
    const before = new Map(rows.map(({ key, pulls }) => [key, pulls - asked.get(key)!.length]));
    return quotas.map(({ key, pulls }) => {
      const place = before.get(key)! + 1;
      before.set(key, place);
      return { left: place > pulls ? null : pulls - place, resetSeconds: found.get(key)!.seconds };
    });
  },
);

/** At least one second: who is told to wait for none would ask at once. */
const SECONDS_LEFT = `greatest(ceil(extract(epoch FROM ends_at - now())), 1)::int AS seconds`;

const READ = `SELECT key, pulls, ${SECONDS_LEFT} FROM pull_window WHERE key = ANY($1::text[]) AND ends_at > now()`;

/**
 * What is refused does not add up beyond the limit, so that a limit that is raised helps at once; nor does a shorter time than the one
 * a window began with. Rows in one order, so that no two statements wait for each other in a circle.
 */
const COUNT = `
  WITH asked AS (
    SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::int[]) AS asked (key, pulls, most, seconds))
  INSERT INTO pull_window AS w (key, pulls, ends_at)
  SELECT key, pulls, now() + make_interval(secs => seconds) FROM asked ORDER BY key
  ON CONFLICT (key) DO UPDATE
     SET pulls = CASE WHEN w.ends_at > now()
                 THEN least(w.pulls, (SELECT most FROM asked WHERE asked.key = w.key)) + EXCLUDED.pulls
                 ELSE EXCLUDED.pulls END,
         ends_at = CASE WHEN w.ends_at > now() THEN least(w.ends_at, EXCLUDED.ends_at) ELSE EXCLUDED.ends_at END
  RETURNING key, pulls, ${SECONDS_LEFT}`;
