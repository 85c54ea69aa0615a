import { pageData } from '#lib/http/page-data.ts';
import { requireAdminPage } from '#lib/http/page.ts';
import { getGroup } from '#lib/services/groups.ts';
import { getQueryClient } from '@/components/api/query-client';
import { GroupPage } from '@/components/groups/group-page';
import { groupQuery } from '@/components/groups/queries';
import { Hydrated } from '../../../../hydrated';

type Props = PageProps<'/admin/groups/[name]'>;

export async function generateMetadata({ params }: Props) {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params }: Props) {
  const principal = await requireAdminPage();
  const name = decodeURIComponent((await params).name);
  const group = await pageData(getGroup(principal, name));
  const client = getQueryClient();
  client.setQueryData(groupQuery(name).queryKey, group);
  return (
    <Hydrated client={client}>
      <GroupPage name={name} />
    </Hydrated>
  );
}
