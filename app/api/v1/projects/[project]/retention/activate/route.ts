import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { retentionVersionInput, savedRetention } from '#lib/schemas/retention-runs.ts';
import { activateRetention } from '#lib/services/save-retention.ts';

export const POST = route({
  summary: 'Let a cleanup that was observed so far delete',
  auth: 'required',
  params: z.object({ project: nameInPath }),
  body: retentionVersionInput,
  response: savedRetention,
  handler: ({ principal, params, body, actor }) =>
    activateRetention(principal, params.project, body.version, actor),
});
