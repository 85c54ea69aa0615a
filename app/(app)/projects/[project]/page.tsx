import { pageData, pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { repositoriesQuery as repositoriesSchema } from '#lib/schemas/repositories.ts';
import { listRepositories } from '#lib/services/list-repositories.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { repositoriesFilter, repositoriesQuery } from '@/components/repositories/queries';
import { RepositoriesTab } from '@/components/repositories/repositories-tab';
import { Hydrated } from '../../../hydrated';
import { firstOf, parseQuery } from '../../../search-params';
import { readProject } from './read-project';

export default async function Page({ params, searchParams }: PageProps<'/projects/[project]'>) {
  const project = decodeURIComponent((await params).project);
  const query = await searchParams;
  const filter = { project, ...repositoriesFilter((name) => firstOf(query, name)) };
  const detail = await pageData(readProject(project));
  const client = getQueryClient();
  const page = await pagePart(
    listRepositories(await pagePrincipal(), parseQuery(repositoriesSchema, filter)),
  );
  if (page) client.setQueryData(repositoriesQuery(filter).queryKey, firstPage(page));
  return (
    <Hydrated client={client}>
      <RepositoriesTab project={project} canPush={detail.abilities.push ?? false} />
    </Hydrated>
  );
}
