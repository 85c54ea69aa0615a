import { insertAuditEvents, type NewAuditEvent } from '#lib/db/audit.ts';
import type { Tx } from '#lib/db/transaction.ts';
import type { AuditAction } from '#lib/schemas/audit.ts';

/** An event of a known kind. */
export type AuditRecord = NewAuditEvent & { action: AuditAction };

/**
 * Appends audit events, in one statement. Give the transaction of the change that they tell of, so that there is neither a change without
 * its event nor an event without its change; null only for what changes nothing.
 */
export async function recordAudit(tx: Tx | null, ...events: AuditRecord[]): Promise<void> {
  if (events.length > 0) await insertAuditEvents(tx, events);
}
