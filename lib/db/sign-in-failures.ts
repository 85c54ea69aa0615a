import { batched } from './batch.ts';
import { query } from './pool.ts';
import { transaction } from './transaction.ts';

/** What one limit on wrong passwords counts. `free`: attempts before the next has to wait. */
export type CountedKey = { key: string; free: number };

/** How long the next attempt has to wait, in seconds; `settled`: because of attempts that have failed, not of some being tried. */
export type Wait = { seconds: number; settled: boolean };

/** What is known of some keys: those for which an attempt has to wait, and those that are places (`rememberPlace`). */
export type SignInState = { waits: Map<string, Wait>; places: Set<string> };

/** Looks without counting. Questions of one moment share a statement, so that a flood of refused attempts costs little. */
export const readSignInState: (keys: string[]) => Promise<SignInState> = batched(
  (keys) => keys.join(' '),
  async (questions) => {
    const rows = await query<StateRow>(STATE, [[...new Set(questions.flat())]], 'sign-in-state');
    const found = new Map(rows.map((row) => [row.key, row]));
    return questions.map((keys) => stateOf(keys.flatMap((key) => found.get(key) ?? [])));
  },
);

/**
 * Counts an attempt for each key, before it is tried, unless one of them has to wait: then for none.
 * @returns whether it was counted
 */
export async function countAttempt(
  keys: readonly CountedKey[],
  limits: { maxWait: number; memory: number },
): Promise<boolean> {
  return await transaction(async (tx) => {
    const values = [keys.map(({ key }) => key), keys.map(({ free }) => free), limits.maxWait, limits.memory];
    const counted = await tx.query<{ key: string }>(COUNT, values, 'sign-in-count');
    if (counted.length === keys.length) return true;
    await tx.query(TAKE_BACK, [counted.map(({ key }) => key)], 'sign-in-take-back');
    return false;
  });
}

/** The attempt that was counted for these keys has failed. */
export async function recordFailedAttempt(keys: readonly string[]): Promise<void> {
  await transaction(async (tx) => {
    await tx.query(LOCK, [keys], 'sign-in-lock');
    await tx.query(FAILED, [keys], 'sign-in-failed');
  });
}

/** The attempt that was counted for these keys was not tried after all. */
export async function takeBackAttempt(keys: readonly string[]): Promise<void> {
  await transaction(async (tx) => {
    await tx.query(LOCK, [keys], 'sign-in-lock');
    await tx.query(TAKE_BACK, [keys], 'sign-in-take-back');
  });
}

/** The attempt was right: `forgotten` forgets all failures, the others this attempt; a `place` is remembered for some seconds. */
export async function recordRightAttempt(
  { forgotten, others, place }: { forgotten: string; others: readonly string[]; place: string | null },
  memory: number,
): Promise<void> {
  await transaction(async (tx) => {
    await tx.query(LOCK, [[forgotten, ...others]], 'sign-in-lock');
    await tx.query(FORGET, [forgotten], 'sign-in-forget');
    if (others.length > 0) await tx.query(TAKE_BACK, [others], 'sign-in-take-back');
    if (place !== null) await tx.query(REMEMBER, [place, memory, memory / 2], 'sign-in-place');
  });
}

/** Deletes what no longer counts. @returns how many rows */
export async function deleteExpiredSignIns(): Promise<number> {
  const failures = await query(`DELETE FROM sign_in_failure WHERE expires_at <= now() RETURNING 1`);
  const places = await query(`DELETE FROM sign_in_place WHERE expires_at <= now() RETURNING 1`);
  return failures.length + places.length;
}

type StateRow = { key: string; place: boolean; seconds: number; settled: boolean };

function stateOf(rows: readonly StateRow[]): SignInState {
  const waiting = rows.filter(({ seconds }) => seconds > 0);
  return {
    waits: new Map(waiting.map(({ key, seconds, settled }) => [key, { seconds, settled }])),
    places: new Set(rows.filter(({ place }) => place).map(({ key }) => key)),
  };
}

const STATE = `
  SELECT key, false AS place, failed >= free AS settled,
         greatest(ceil(extract(epoch FROM retry_at - clock_timestamp())), 0)::int AS seconds
    FROM sign_in_failure WHERE key = ANY($1::text[])
  UNION ALL
  SELECT key, true, false, 0 FROM sign_in_place WHERE key = ANY($1::text[]) AND expires_at > now()`;

/**
 * clock_timestamp(), since a statement may have waited for the row: its transaction's own time is from before. Rows are taken in the
 * order of their keys, here and below, so that no two attempts wait for each other in a circle. An expired row counts from the start.
 */
const COUNT = `
  INSERT INTO sign_in_failure AS f (key, free, attempts, retry_at, expires_at)
  SELECT key, free, 1, clock_timestamp() + ${wait('1', 'free')}, clock_timestamp() + make_interval(secs => $4)
    FROM unnest($1::text[], $2::int[]) AS asked (key, free) ORDER BY key
  ON CONFLICT (key) DO UPDATE
     SET free = EXCLUDED.free,
         attempts = CASE WHEN f.expires_at > clock_timestamp() THEN f.attempts + 1 ELSE 1 END,
         failed = CASE WHEN f.expires_at > clock_timestamp() THEN f.failed ELSE 0 END,
         retry_at = CASE WHEN f.expires_at > clock_timestamp()
                    THEN clock_timestamp() + ${wait('f.attempts + 1', 'EXCLUDED.free')} ELSE EXCLUDED.retry_at END,
         expires_at = EXCLUDED.expires_at
   WHERE f.retry_at <= clock_timestamp()
  RETURNING key`;

/** From the last free attempt on a second, doubled by each further one, up to the longest ($3). */
function wait(attempts: string, free: string): string {
  return `make_interval(secs => CASE WHEN ${attempts} < ${free} THEN 0
    ELSE least(power(2, least(${attempts} - ${free}, 30)), $3) END)`;
}

const LOCK = `SELECT key FROM sign_in_failure WHERE key = ANY($1::text[]) ORDER BY key FOR UPDATE`;

const FAILED = `UPDATE sign_in_failure SET failed = failed + 1 WHERE key = ANY($1::text[])`;

const FORGET = `DELETE FROM sign_in_failure WHERE key = $1`;

const TAKE_BACK = `
  UPDATE sign_in_failure SET attempts = greatest(attempts - 1, 0), retry_at = clock_timestamp()
   WHERE key = ANY($1::text[])`;

const REMEMBER = `
  INSERT INTO sign_in_place AS p (key, expires_at) VALUES ($1, now() + make_interval(secs => $2))
  ON CONFLICT (key) DO UPDATE SET expires_at = EXCLUDED.expires_at
   WHERE p.expires_at < now() + make_interval(secs => $3)`;
