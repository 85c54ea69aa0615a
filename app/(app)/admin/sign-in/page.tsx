import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirectUriForm } from '#lib/http/oidc-handler.ts';
import { pagePart } from '#lib/http/page-data.ts';
import { requireAdminPage } from '#lib/http/page.ts';
import { listSignInProviders } from '#lib/services/sign-in-providers.ts';
import { getQueryClient } from '@/components/api/query-client';
import { translate } from '@/components/messages/translator';
import { providersQuery } from '@/components/sso/queries';
import { ProvidersPage } from '@/components/sso/providers-page';
import { Hydrated } from '../../../hydrated';

export const metadata: Metadata = { title: translate('sso.title') };

export default async function Page() {
  const principal = await requireAdminPage();
  const client = getQueryClient();
  const providers = await pagePart(listSignInProviders(principal, redirectUriForm(await headers())));
  if (providers) client.setQueryData(providersQuery.queryKey, providers);
  return (
    <Hydrated client={client}>
      <ProvidersPage />
    </Hydrated>
  );
}
