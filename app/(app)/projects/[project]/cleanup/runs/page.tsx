import { pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import { listRuns } from '#lib/services/retention-runs.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { runsQuery } from '@/components/cleanup/queries';
import { RunsPage } from '@/components/cleanup/runs-page';
import { Hydrated } from '../../../../../hydrated';

export default async function Page({ params }: PageProps<'/projects/[project]/cleanup/runs'>) {
  const project = decodeURIComponent((await params).project);
  const client = getQueryClient();
  const page = await pagePart(listRuns(await pagePrincipal(), { project, ...pageQuery.parse({}) }));
  if (page) client.setQueryData(runsQuery(project).queryKey, firstPage(page));
  return (
    <Hydrated client={client}>
      <RunsPage project={project} />
    </Hydrated>
  );
}
