import { insertAuditEvent, type NewAuditEvent } from '#lib/db/audit.ts';
import type { Tx } from '#lib/db/transaction.ts';

/**
 * Appends an audit event. Give the transaction of the change that it tells of, so that there is neither a change without
 * its event nor an event without its change; null only for what changes nothing.
 */
export async function recordAudit(tx: Tx | null, event: NewAuditEvent): Promise<void> {
  await insertAuditEvent(tx, event);
}
