import { z } from 'zod';
import { fileStream } from '#lib/http/file-stream.ts';
import { route } from '#lib/http/route.ts';
import { projectAuditExportQuery } from '#lib/schemas/audit.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { exportProjectAudit } from '#lib/services/export-audit.ts';

export const GET = route({
  summary: "All events of a project's audit log that match, as CSV or JSON lines, the earliest first",
  auth: 'required',
  params: z.object({ project: nameInPath }),
  query: projectAuditExportQuery,
  response: null,
  status: 200,
  media: ['text/csv', 'application/x-ndjson'],
  handler: async ({ params, query, ...asker }) =>
    fileStream(await exportProjectAudit(asker, params.project, query)),
});
