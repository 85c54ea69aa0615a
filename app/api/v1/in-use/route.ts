import { route } from '#lib/http/route.ts';
import { inUseSourceList } from '#lib/schemas/in-use.ts';
import { listInUse } from '#lib/services/in-use.ts';

export const GET = route({
  summary: 'Clusters and the like that report which images they run',
  auth: 'required',
  response: inUseSourceList,
  handler: ({ principal }) => listInUse(principal),
});
