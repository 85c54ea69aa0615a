import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

/** The value of a setting, as it was stored (JSON); undefined when there is none. `tx`: read inside it, locking the row. */
export async function getSetting(key: string, tx?: Tx): Promise<unknown> {
  const rows = tx
    ? await tx.query<{ value: unknown }>(`SELECT value FROM setting WHERE key = $1 FOR UPDATE`, [key])
    : await query<{ value: unknown }>(`SELECT value FROM setting WHERE key = $1`, [key]);
  return rows[0]?.value;
}

/** Stores `value` if the key has none, and gives back the one that is stored then: all replicas get the same. */
export async function settleSetting(key: string, value: unknown): Promise<unknown> {
  await query(
    `INSERT INTO setting (key, value, updated_at) VALUES ($1, $2::jsonb, now()) ON CONFLICT (key) DO NOTHING`,
    [key, JSON.stringify(value)],
  );
  return await getSetting(key);
}

/** Stores `value`, whatever was there. */
export async function putSetting(key: string, value: unknown, tx: Tx | null = null): Promise<void> {
  const run = tx ? tx.query.bind(tx) : query;
  await run(
    `INSERT INTO setting (key, value, updated_at) VALUES ($1, $2::jsonb, now())
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`,
    [key, JSON.stringify(value)],
  );
}

/** Removes it; true when it was there. */
export async function deleteSetting(key: string, tx: Tx | null = null): Promise<boolean> {
  const run = tx ? tx.query.bind(tx) : query;
  const rows = await run<{ key: string }>(`DELETE FROM setting WHERE key = $1 RETURNING key`, [key]);
  return rows.length > 0;
}
