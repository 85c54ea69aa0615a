import { recordAudit } from '#lib/audit/record.ts';
import { deleteOldAuditEvents } from '#lib/db/expire-audit.ts';
import { getSetting, putSetting } from '#lib/db/settings.ts';
import { transaction } from '#lib/db/transaction.ts';
import type { Principal } from '#lib/policies/can.ts';
import { auditRetention, DEFAULT_AUDIT_DAYS, type AuditRetention } from '#lib/schemas/audit.ts';
import { SYSTEM_ACTOR, type Actor } from './actor.ts';
import { forwardedUpTo } from './audit-forwarding-state.ts';
import { requireSystem } from './require-system.ts';

const SETTING = 'audit.retention';

/** A transaction of so many takes well under a second, and keeps nobody from writing. */
const BATCH = 10_000;

/** How long events are kept. @throws AppError UNAUTHORIZED, DENIED */
export async function getAuditRetention(principal: Principal): Promise<AuditRetention> {
  requireSystem(principal, 'system.manage');
  return await readRetention();
}

/** Changes it; older events go in the night. @throws AppError UNAUTHORIZED, DENIED */
export async function setAuditRetention(
  principal: Principal,
  retention: AuditRetention,
  actor: Actor,
): Promise<AuditRetention> {
  requireSystem(principal, 'system.manage');
  const before = await readRetention();
  await transaction(async (tx) => {
    await putSetting(SETTING, retention, tx);
    const detail = { ...retention, before: before.days };
    await recordAudit(tx, { actor, action: 'audit.retention-set', detail });
  });
  return retention;
}

/**
 * Deletes events that are older than the setting, batch by batch, each with an event that says so. While events are forwarded,
 * those that have not been stay. @returns how many
 */
export async function expireAudit(signal?: AbortSignal): Promise<number> {
  const { days } = await readRetention();
  if (days === 0) return 0;
  const upTo = await forwardedUpTo();
  for (let total = 0; ;) {
    signal?.throwIfAborted();
    const deleted = await transaction(async (tx) => {
      const batch = await deleteOldAuditEvents(tx, { days, upTo, limit: BATCH });
      if (batch.deleted === 0) return 0;
      const detail = { days, events: batch.deleted, until: batch.until?.toISOString() };
      await recordAudit(tx, { actor: SYSTEM_ACTOR, action: 'audit.expired', detail });
      return batch.deleted;
    });
    total += deleted;
    if (deleted < BATCH) return total;
  }
}

async function readRetention(): Promise<AuditRetention> {
  const stored = await getSetting(SETTING);
  if (stored === undefined) return { days: DEFAULT_AUDIT_DAYS };
  // What can't be read keeps everything.
  return auditRetention.safeParse(stored).data ?? { days: 0 };
}
