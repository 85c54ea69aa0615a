import { route } from '#lib/http/route.ts';
import { auditForwardingInput, auditTestResult } from '#lib/schemas/audit.ts';
import { testAuditForwarding } from '#lib/services/audit-forwarding.ts';

export const POST = route({
  summary: 'Send one event to a target of forwarding, whether it is set or not (for administrators)',
  auth: 'required',
  body: auditForwardingInput,
  response: auditTestResult,
  handler: ({ principal, body, actor }) => testAuditForwarding(principal, body.target, actor),
});
