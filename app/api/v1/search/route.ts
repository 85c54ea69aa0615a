import { route } from '#lib/http/route.ts';
import { searchQuery, searchResult } from '#lib/schemas/system.ts';
import { search } from '#lib/services/search.ts';

export const GET = route({
  summary: 'Projects, repositories and tags by a part of their name; `api:1.4` finds tags of repositories',
  auth: 'optional',
  query: searchQuery,
  response: searchResult,
  handler: ({ principal, query }) => search(principal, query),
});
