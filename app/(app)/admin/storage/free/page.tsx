import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { requireAdminPage } from '#lib/http/page.ts';
import { getGc } from '#lib/services/gc-settings.ts';
import { getSystemStorage } from '#lib/services/get-system-storage.ts';
import { listCandidates } from '#lib/services/list-candidates.ts';
import { getQueryClient } from '@/components/api/query-client';
import { translate } from '@/components/messages/translator';
import { FreePage } from '@/components/storage/free-page';
import { candidatesQuery, gcQuery, storageQuery } from '@/components/storage/queries';
import { Hydrated } from '../../../../hydrated';
import { firstOf } from '../../../../search-params';

export const metadata: Metadata = { title: translate('storage.guide.title') };

export default async function Page({ searchParams }: PageProps<'/admin/storage/free'>) {
  const principal = await requireAdminPage();
  const order = firstOf(await searchParams, 'sort') === 'lastUsed' ? 'lastUsed' : '-size';
  const client = getQueryClient();
  const [candidates, storage, gc] = await Promise.all([
    pagePart(listCandidates(principal, order)),
    pagePart(getSystemStorage(principal)),
    pagePart(getGc(principal)),
  ]);
  if (candidates) client.setQueryData(candidatesQuery(order).queryKey, candidates);
  if (storage) client.setQueryData(storageQuery.queryKey, storage);
  if (gc) client.setQueryData(gcQuery.queryKey, gc);
  return (
    <Hydrated client={client}>
      <FreePage />
    </Hydrated>
  );
}
