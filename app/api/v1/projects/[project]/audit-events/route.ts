import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { auditPage, projectAuditQuery } from '#lib/schemas/audit.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { listProjectAudit } from '#lib/services/list-audit.ts';

export const GET = route({
  summary: "A project's audit log, the latest event first",
  auth: 'required',
  params: z.object({ project: nameInPath }),
  query: projectAuditQuery,
  response: auditPage,
  handler: ({ principal, params, query }) => listProjectAudit(principal, params.project, query),
});
