import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { retentionRunDetail } from '#lib/schemas/retention-runs.ts';
import { getRun } from '#lib/services/retention-runs.ts';

export const GET = route({
  summary: 'One run of the cleanup, and how far it is',
  auth: 'optional',
  params: z.object({ project: nameInPath, run: z.string().max(20) }),
  response: retentionRunDetail,
  handler: ({ principal, params }) => getRun(principal, params),
});
