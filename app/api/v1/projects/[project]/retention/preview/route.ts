import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { previewInput, previewResult } from '#lib/schemas/retention-runs.ts';
import { previewRetention } from '#lib/services/preview-retention.ts';

export const POST = route({
  summary: 'What rules would delete now, as a plan that can be looked through and run for half an hour',
  auth: 'required',
  params: z.object({ project: nameInPath }),
  body: previewInput,
  response: previewResult,
  handler: ({ principal, params, body }) => previewRetention(principal, { ...body, project: params.project }),
});
