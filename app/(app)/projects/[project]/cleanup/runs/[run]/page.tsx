import { pageData, pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { decisionsQuery as decisionsSchema } from '#lib/schemas/retention-runs.ts';
import { getRun, listDecisions } from '#lib/services/retention-runs.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { decisionsQuery, runQuery } from '@/components/cleanup/queries';
import { RunPage } from '@/components/cleanup/run-page';
import { decisionsFilter } from '@/components/cleanup/url-state';
import { Hydrated } from '../../../../../../hydrated';
import { firstOf, parseQuery } from '../../../../../../search-params';
import { readProject } from '../../../read-project';

export default async function Page({
  params,
  searchParams,
}: PageProps<'/projects/[project]/cleanup/runs/[run]'>) {
  const { project: encoded, run: id } = await params;
  const project = decodeURIComponent(encoded);
  const query = await searchParams;
  const principal = await pagePrincipal();
  const client = getQueryClient();
  const named = { project, run: decodeURIComponent(id) };
  const run = await pageData(getRun(principal, named));
  client.setQueryData(runQuery(project, run.id).queryKey, run);
  const filter = decisionsFilter((name) => firstOf(query, name));
  const page = await pagePart(listDecisions(principal, { ...parseQuery(decisionsSchema, filter), ...named }));
  if (page) client.setQueryData(decisionsQuery(project, run.id, filter).queryKey, firstPage(page));
  const canManage = (await pagePart(readProject(project)))?.abilities.manageRetention ?? false;
  return (
    <Hydrated client={client}>
      <RunPage project={project} id={run.id} canManage={canManage} />
    </Hydrated>
  );
}
