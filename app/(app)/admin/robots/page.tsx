import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { requireAdminPage } from '#lib/http/page.ts';
import { listRobots } from '#lib/services/robots.ts';
import { getQueryClient } from '@/components/api/query-client';
import { translate } from '@/components/messages/translator';
import { AdminRobotsPage } from '@/components/robots/admin-robots-page';
import { robotsQuery } from '@/components/robots/queries';
import { Hydrated } from '../../../hydrated';

export const metadata: Metadata = { title: translate('robots.systemTitle') };

export default async function Page() {
  const principal = await requireAdminPage();
  const client = getQueryClient();
  const robots = await pagePart(listRobots(principal, null));
  if (robots) client.setQueryData(robotsQuery(null).queryKey, robots);
  return (
    <Hydrated client={client}>
      <AdminRobotsPage />
    </Hydrated>
  );
}
