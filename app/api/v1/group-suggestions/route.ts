import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { groupSuggestions } from '#lib/schemas/groups.ts';
import { suggestGroups } from '#lib/services/suggest-users.ts';

export const GET = route({
  summary: 'Names of groups that hold a text, for who adds a member',
  auth: 'required',
  query: z.object({ q: z.string().max(100).default('') }),
  response: groupSuggestions,
  handler: ({ principal, query }) => suggestGroups(principal, query.q),
});
