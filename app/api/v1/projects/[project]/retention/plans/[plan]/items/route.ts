import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { planItemPage, planItemsQuery } from '#lib/schemas/retention-runs.ts';
import { listPlanItems } from '#lib/services/list-plan-items.ts';

export const GET = route({
  summary: 'The verdicts of a preview: every tag that would go or stay, and why',
  auth: 'required',
  params: z.object({ project: nameInPath, plan: z.uuid() }),
  query: planItemsQuery,
  response: planItemPage,
  handler: ({ principal, params, query }) => listPlanItems(principal, { ...query, ...params }),
});
