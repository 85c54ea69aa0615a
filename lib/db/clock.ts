import { query } from './pool.ts';

/** Postgres's clock, in milliseconds since 1970. */
export async function readClock(): Promise<number> {
  const rows = await query<{ now: number }>(
    `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`,
    [],
    'clock',
  );
  const now = rows[0]?.now;
  if (now === undefined) throw new Error('Postgres gave no time');
  return now;
}
