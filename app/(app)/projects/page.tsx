import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { requirePage } from '#lib/http/page.ts';
import { projectsQuery as projectsSchema } from '#lib/schemas/projects.ts';
import { listProjects } from '#lib/services/list-projects.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { translate } from '@/components/messages/translator';
import { ProjectsPage } from '@/components/projects/projects-page';
import { projectsFilter, projectsQuery } from '@/components/projects/queries';
import { Hydrated } from '../../hydrated';
import { firstOf, parseQuery } from '../../search-params';

export const metadata: Metadata = { title: translate('projects.title') };

export default async function Page({ searchParams }: PageProps<'/projects'>) {
  const principal = await requirePage();
  const params = await searchParams;
  const filter = projectsFilter((name) => firstOf(params, name));
  const client = getQueryClient();
  const page = await pagePart(
    listProjects(principal, parseQuery(projectsSchema, { ...filter, mine: String(filter.mine ?? false) })),
  );
  if (page) client.setQueryData(projectsQuery(filter).queryKey, firstPage(page));
  return (
    <Hydrated client={client}>
      <ProjectsPage />
    </Hydrated>
  );
}
