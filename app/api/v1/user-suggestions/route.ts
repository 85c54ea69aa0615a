import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { userSuggestion } from '#lib/schemas/users.ts';
import { suggestUsers } from '#lib/services/suggest-users.ts';

export const GET = route({
  summary: 'Names of users that hold a text, for who adds a member',
  auth: 'required',
  query: z.object({ q: z.string().max(100).default('') }),
  response: z.object({ items: z.array(userSuggestion) }),
  handler: ({ principal, query }) => suggestUsers(principal, query.q),
});
