import { route } from '#lib/http/route.ts';
import { pushesQuery, pushGroups } from '#lib/schemas/system.ts';
import { listPushes } from '#lib/services/list-pushes.ts';

export const GET = route({
  summary: 'The latest pushes, everybody’s or your own, those of one deed together',
  auth: 'required',
  query: pushesQuery,
  response: pushGroups,
  handler: ({ principal, query }) => listPushes(principal, query),
});
