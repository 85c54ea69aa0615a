import type { AuditRow } from '#lib/db/read-audit.ts';
import type { AuditEvent } from '#lib/schemas/audit.ts';

/** An event as it leaves: to pages, exports and other systems alike. */
export function presentAudit(row: AuditRow): AuditEvent {
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    actor: row.actor,
    credential: row.credential,
    action: row.action,
    result: row.result,
    project: row.project,
    repository: row.repository,
    target: row.target,
    address: row.address,
    detail: row.detail,
  };
}
