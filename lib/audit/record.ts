import { insertAuditEvents, type NewAuditEvent } from '#lib/db/audit.ts';
import type { Tx } from '#lib/db/transaction.ts';

/**
 * Appends audit events, in one statement. Give the transaction of the change that they tell of, so that there is neither a change without
 * its event nor an event without its change; null only for what changes nothing.
 */
export async function recordAudit(tx: Tx | null, ...events: NewAuditEvent[]): Promise<void> {
  if (events.length > 0) await insertAuditEvents(tx, events);
}
