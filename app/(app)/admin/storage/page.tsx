import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { requireAdminPage } from '#lib/http/page.ts';
import { getGc } from '#lib/services/gc-settings.ts';
import { getSystemStorage } from '#lib/services/get-system-storage.ts';
import { getQueryClient } from '@/components/api/query-client';
import { translate } from '@/components/messages/translator';
import { gcQuery, storageQuery } from '@/components/storage/queries';
import { StoragePage } from '@/components/storage/storage-page';
import { Hydrated } from '../../../hydrated';

export const metadata: Metadata = { title: translate('storage.title') };

export default async function Page() {
  const principal = await requireAdminPage();
  const client = getQueryClient();
  const [storage, gc] = await Promise.all([
    pagePart(getSystemStorage(principal)),
    pagePart(getGc(principal)),
  ]);
  if (storage) client.setQueryData(storageQuery.queryKey, storage);
  if (gc) client.setQueryData(gcQuery.queryKey, gc);
  return (
    <Hydrated client={client}>
      <StoragePage />
    </Hydrated>
  );
}
