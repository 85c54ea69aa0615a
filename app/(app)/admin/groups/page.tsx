import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { requireAdminPage } from '#lib/http/page.ts';
import { groupsQuery as groupsSchema } from '#lib/schemas/groups.ts';
import { listGroups } from '#lib/services/groups.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { GroupsPage } from '@/components/groups/groups-page';
import { groupsFilter, groupsQuery } from '@/components/groups/queries';
import { translate } from '@/components/messages/translator';
import { Hydrated } from '../../../hydrated';
import { firstOf, parseQuery } from '../../../search-params';

export const metadata: Metadata = { title: translate('groups.title') };

export default async function Page({ searchParams }: PageProps<'/admin/groups'>) {
  const principal = await requireAdminPage();
  const params = await searchParams;
  const filter = groupsFilter((name) => firstOf(params, name));
  const client = getQueryClient();
  const page = await pagePart(
    listGroups(principal, parseQuery(groupsSchema, filter.q === undefined ? {} : { q: filter.q })),
  );
  if (page) client.setQueryData(groupsQuery(filter).queryKey, firstPage(page));
  return (
    <Hydrated client={client}>
      <GroupsPage />
    </Hydrated>
  );
}
