import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { retentionRunDetail } from '#lib/schemas/retention-runs.ts';
import { stopRun } from '#lib/services/retention-runs.ts';

export const POST = route({
  summary: 'Stop a run before it deletes more',
  auth: 'required',
  params: z.object({ project: nameInPath, run: z.string().max(20) }),
  response: retentionRunDetail,
  handler: ({ principal, params, actor }) => stopRun(principal, params, actor),
});
