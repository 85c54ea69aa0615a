import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { requireAdminPage } from '#lib/http/page.ts';
import { getCleanupState } from '#lib/services/cleanup-pause.ts';
import { listInUse } from '#lib/services/in-use.ts';
import { getQueryClient } from '@/components/api/query-client';
import { AdminCleanupPage } from '@/components/cleanup/admin-cleanup-page';
import { cleanupStateQuery, inUseQuery } from '@/components/cleanup/queries';
import { translate } from '@/components/messages/translator';
import { Hydrated } from '../../../hydrated';

export const metadata: Metadata = { title: translate('cleanup.admin.title') };

export default async function Page() {
  const principal = await requireAdminPage();
  const client = getQueryClient();
  const [state, sources] = await Promise.all([
    pagePart(getCleanupState(principal)),
    pagePart(listInUse(principal)),
  ]);
  if (state) client.setQueryData(cleanupStateQuery.queryKey, state);
  if (sources) client.setQueryData(inUseQuery.queryKey, sources);
  return (
    <Hydrated client={client}>
      <AdminCleanupPage />
    </Hydrated>
  );
}
