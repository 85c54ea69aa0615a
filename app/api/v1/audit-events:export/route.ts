import { fileStream } from '#lib/http/file-stream.ts';
import { route } from '#lib/http/route.ts';
import { auditExportQuery } from '#lib/schemas/audit.ts';
import { exportAudit } from '#lib/services/export-audit.ts';

export const GET = route({
  summary:
    'All events of the audit log that match, as CSV or JSON lines, the earliest first (for administrators)',
  auth: 'required',
  query: auditExportQuery,
  response: null,
  status: 200,
  media: ['text/csv', 'application/x-ndjson'],
  handler: async ({ query, ...asker }) => fileStream(await exportAudit(asker, query)),
});
