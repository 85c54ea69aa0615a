import { pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { listAccessRules } from '#lib/services/access-rules.ts';
import { AccessTab } from '@/components/access/access-tab';
import { accessRulesQuery } from '@/components/access/queries';
import { getQueryClient } from '@/components/api/query-client';
import { Hydrated } from '../../../../hydrated';
import { readProject } from '../read-project';

export default async function Page({ params }: PageProps<'/projects/[project]/access'>) {
  const project = decodeURIComponent((await params).project);
  const client = getQueryClient();
  const rules = await pagePart(listAccessRules(await pagePrincipal(), project));
  if (rules) client.setQueryData(accessRulesQuery(project).queryKey, rules);
  const { manageMembers = false } = (await pagePart(readProject(project)))?.abilities ?? {};
  return (
    <Hydrated client={client}>
      <AccessTab project={project} canManage={manageMembers} />
    </Hydrated>
  );
}
