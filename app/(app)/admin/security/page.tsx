import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { requireAdminPage } from '#lib/http/page.ts';
import { getSignInSettings } from '#lib/services/sign-in-settings.ts';
import { getQueryClient } from '@/components/api/query-client';
import { translate } from '@/components/messages/translator';
import { signInSettingsQuery } from '@/components/security/queries';
import { SecurityPage } from '@/components/security/security-page';
import { Hydrated } from '../../../hydrated';

export const metadata: Metadata = { title: translate('security.title') };

export default async function Page() {
  const principal = await requireAdminPage();
  const client = getQueryClient();
  const settings = await pagePart(getSignInSettings(principal));
  if (settings) client.setQueryData(signInSettingsQuery.queryKey, settings);
  return (
    <Hydrated client={client}>
      <SecurityPage />
    </Hydrated>
  );
}
