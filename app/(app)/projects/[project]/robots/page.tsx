import { pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { listRobots } from '#lib/services/robots.ts';
import { getQueryClient } from '@/components/api/query-client';
import { robotsQuery } from '@/components/robots/queries';
import { RobotsList } from '@/components/robots/robots-list';
import { Hydrated } from '../../../../hydrated';

export default async function Page({ params }: PageProps<'/projects/[project]/robots'>) {
  const project = decodeURIComponent((await params).project);
  const client = getQueryClient();
  const robots = await pagePart(listRobots(await pagePrincipal(), project));
  if (robots) client.setQueryData(robotsQuery(project).queryKey, robots);
  return (
    <Hydrated client={client}>
      <RobotsList home={project} />
    </Hydrated>
  );
}
