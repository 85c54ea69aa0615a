import { route } from '#lib/http/route.ts';
import { auditForwarding, auditForwardingInput } from '#lib/schemas/audit.ts';
import { getAuditForwarding, setAuditForwarding } from '#lib/services/audit-forwarding.ts';

export const GET = route({
  summary: 'Where the audit log is forwarded to, and how far that is (for administrators)',
  auth: 'required',
  response: auditForwarding,
  handler: ({ principal }) => getAuditForwarding(principal),
});

export const PUT = route({
  summary: 'Forward the audit log by syslog or HTTP, or stop that (for administrators)',
  auth: 'required',
  body: auditForwardingInput,
  response: auditForwarding,
  handler: ({ principal, body, actor }) => setAuditForwarding(principal, body.target, actor),
});
