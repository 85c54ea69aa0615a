import { pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import { listMembers } from '#lib/services/list-members.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { MembersTab } from '@/components/projects/members-tab';
import { membersQuery } from '@/components/projects/queries';
import { Hydrated } from '../../../../hydrated';

export default async function Page({ params }: PageProps<'/projects/[project]/members'>) {
  const project = decodeURIComponent((await params).project);
  const client = getQueryClient();
  const page = await pagePart(listMembers(await pagePrincipal(), { project, ...pageQuery.parse({}) }));
  if (page) client.setQueryData(membersQuery(project).queryKey, firstPage(page));
  return (
    <Hydrated client={client}>
      <MembersTab project={project} />
    </Hydrated>
  );
}
