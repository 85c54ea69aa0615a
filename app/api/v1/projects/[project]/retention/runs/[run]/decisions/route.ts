import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { decisionsQuery, retentionDecisionPage } from '#lib/schemas/retention-runs.ts';
import { listDecisions } from '#lib/services/retention-runs.ts';

export const GET = route({
  summary: 'What a run was to delete, why, and what became of each',
  auth: 'optional',
  params: z.object({ project: nameInPath, run: z.string().max(20) }),
  query: decisionsQuery,
  response: retentionDecisionPage,
  handler: ({ principal, params, query }) => listDecisions(principal, { ...query, ...params }),
});
