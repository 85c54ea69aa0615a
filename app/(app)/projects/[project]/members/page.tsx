import type { QueryClient } from '@tanstack/react-query';
import { pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import { listAccessRequests } from '#lib/services/access-requests.ts';
import { listProjectInvites } from '#lib/services/invites.ts';
import { listMembers } from '#lib/services/list-members.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { InvitesCard } from '@/components/joining/invites-card';
import { accessRequestsQuery, invitesQuery } from '@/components/joining/queries';
import { RequestsCard } from '@/components/joining/requests-card';
import { MembersTab } from '@/components/projects/members-tab';
import { membersQuery } from '@/components/projects/queries';
import { Hydrated } from '../../../../hydrated';
import { readProject } from '../read-project';

export default async function Page({ params }: PageProps<'/projects/[project]/members'>) {
  const project = decodeURIComponent((await params).project);
  const principal = await pagePrincipal();
  const client = getQueryClient();
  const [page, detail] = await Promise.all([
    pagePart(listMembers(principal, { project, ...pageQuery.parse({}) })),
    pagePart(readProject(project)),
  ]);
  if (page) client.setQueryData(membersQuery(project).queryKey, firstPage(page));
  const canManage = detail?.abilities.manageMembers ?? false;
  if (canManage) await readJoining(principal, project, client);
  return (
    <Hydrated client={client}>
      <div className="flex flex-col gap-6">
        {canManage && <RequestsCard project={project} />}
        <MembersTab project={project} />
        {canManage && <InvitesCard project={project} />}
      </div>
    </Hydrated>
  );
}

type Viewer = Awaited<ReturnType<typeof pagePrincipal>>;

async function readJoining(principal: Viewer, project: string, client: QueryClient): Promise<void> {
  const [requests, invites] = await Promise.all([
    pagePart(listAccessRequests(principal, project)),
    pagePart(listProjectInvites(principal, project)),
  ]);
  if (requests) client.setQueryData(accessRequestsQuery(project).queryKey, requests);
  if (invites) client.setQueryData(invitesQuery(project).queryKey, invites);
}
