import { route } from '#lib/http/route.ts';
import { candidates, candidatesQuery } from '#lib/schemas/storage.ts';
import { listCandidates } from '#lib/services/list-candidates.ts';

export const GET = route({
  summary:
    'Tags by what deleting them would free, the largest or the least used first (system administrators)',
  auth: 'required',
  query: candidatesQuery,
  response: candidates,
  handler: ({ principal, query }) => listCandidates(principal, query.sort),
});
