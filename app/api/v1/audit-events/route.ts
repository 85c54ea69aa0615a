import { route } from '#lib/http/route.ts';
import { auditPage, auditQuery } from '#lib/schemas/audit.ts';
import { listAudit } from '#lib/services/list-audit.ts';

export const GET = route({
  summary: 'The audit log, the latest event first (for administrators)',
  auth: 'required',
  query: auditQuery,
  response: auditPage,
  handler: ({ principal, query }) => listAudit(principal, query),
});
