import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { importInput, importResult } from '#lib/schemas/retention-runs.ts';
import { importRetention } from '#lib/services/import-retention.ts';

export const POST = route({
  summary:
    'Rules of Harbor or Amazon ECR as a policy of ours, with all that is not the same; nothing is saved',
  auth: 'required',
  params: z.object({ project: nameInPath }),
  body: importInput,
  response: importResult,
  handler: ({ principal, params, body }) => importRetention(principal, params.project, body),
});
