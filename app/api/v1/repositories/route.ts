import { route } from '#lib/http/route.ts';
import { repositoriesQuery, repositoryPage } from '#lib/schemas/repositories.ts';
import { listRepositories } from '#lib/services/list-repositories.ts';

export const GET = route({
  summary: 'Repositories that you may see',
  auth: 'optional',
  query: repositoriesQuery,
  response: repositoryPage,
  handler: ({ principal, query }) => listRepositories(principal, query),
});
