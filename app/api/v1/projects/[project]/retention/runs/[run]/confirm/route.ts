import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { confirmRunInput, retentionRunDetail } from '#lib/schemas/retention-runs.ts';
import { confirmRun } from '#lib/services/retention-runs.ts';

export const POST = route({
  summary: 'Let a run delete most or all of the tags of the repositories that are named',
  auth: 'required',
  params: z.object({ project: nameInPath, run: z.string().max(20) }),
  body: confirmRunInput,
  response: retentionRunDetail,
  handler: ({ principal, params, body, actor }) => confirmRun(principal, params, body.repositories, actor),
});
