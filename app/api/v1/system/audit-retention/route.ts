import { route } from '#lib/http/route.ts';
import { auditRetention } from '#lib/schemas/audit.ts';
import { getAuditRetention, setAuditRetention } from '#lib/services/audit-retention.ts';

export const GET = route({
  summary: 'How long the audit log is kept (for administrators)',
  auth: 'required',
  response: auditRetention,
  handler: ({ principal }) => getAuditRetention(principal),
});

export const PUT = route({
  summary: 'Change how long the audit log is kept; 0 days: for ever (for administrators)',
  auth: 'required',
  body: auditRetention,
  response: auditRetention,
  handler: ({ principal, body, actor }) => setAuditRetention(principal, body, actor),
});
