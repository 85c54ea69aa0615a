import { query } from '#lib/db/pool.ts';
import type { Tx } from '#lib/db/transaction.ts';
import type { LiveEvent } from '#lib/schemas/system.ts';

export const CHANNEL = 'lighter_event';

/** Postgres cuts a notification at 8,000 bytes; this many of the longest tags leave room for the rest. */
const MAX_TAGS = 40;

/** Tells every process of a change: once `tx` commits, or at once without one. Listeners ask anew for what it names. */
export async function publish(tx: Tx | null, event: Omit<LiveEvent, 'at'>): Promise<void> {
  const payload: LiveEvent = { ...event, tags: event.tags.slice(0, MAX_TAGS), at: new Date().toISOString() };
  const statement = 'SELECT pg_notify($1, $2)';
  const values = [CHANNEL, JSON.stringify(payload)];
  await (tx ? tx.query(statement, values) : query(statement, values));
}
