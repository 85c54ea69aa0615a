import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { requireAdminPage } from '#lib/http/page.ts';
import { getHealth } from '#lib/services/get-health.ts';
import { getQueryClient } from '@/components/api/query-client';
import { translate } from '@/components/messages/translator';
import { HealthPage } from '@/components/system/health-page';
import { healthQuery } from '@/components/system/queries';
import { Hydrated } from '../../../hydrated';

export const metadata: Metadata = { title: translate('system.title') };

export default async function Page() {
  const principal = await requireAdminPage();
  const client = getQueryClient();
  const health = await pagePart(getHealth(principal));
  if (health) client.setQueryData(healthQuery.queryKey, health);
  return (
    <Hydrated client={client}>
      <HealthPage />
    </Hydrated>
  );
}
