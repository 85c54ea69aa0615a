import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { requireAdminPage } from '#lib/http/page.ts';
import { usersQuery as usersSchema } from '#lib/schemas/users.ts';
import { listAllInvites } from '#lib/services/invites.ts';
import { listUsers } from '#lib/services/list-users.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { InvitesCard } from '@/components/joining/invites-card';
import { invitesQuery } from '@/components/joining/queries';
import { translate } from '@/components/messages/translator';
import { usersFilter, usersQuery } from '@/components/users/queries';
import { UsersPage } from '@/components/users/users-page';
import { Hydrated } from '../../../hydrated';
import { firstOf, parseQuery } from '../../../search-params';

export const metadata: Metadata = { title: translate('users.title') };

export default async function Page({ searchParams }: PageProps<'/admin/users'>) {
  const principal = await requireAdminPage();
  const params = await searchParams;
  const filter = usersFilter((name) => firstOf(params, name));
  const client = getQueryClient();
  const [page, invites] = await Promise.all([
    pagePart(listUsers(principal, parseQuery(usersSchema, filter))),
    pagePart(listAllInvites(principal)),
  ]);
  if (invites) client.setQueryData(invitesQuery(null).queryKey, invites);
  if (page) client.setQueryData(usersQuery(filter).queryKey, firstPage(page));
  return (
    <Hydrated client={client}>
      <UsersPage>
        <InvitesCard project={null} />
      </UsersPage>
    </Hydrated>
  );
}
