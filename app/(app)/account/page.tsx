import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { pageSessionId, requirePage } from '#lib/http/page.ts';
import { listMyIdentities } from '#lib/services/my-identities.ts';
import { listMySessions } from '#lib/services/my-sessions.ts';
import { listMyTokens } from '#lib/services/my-tokens.ts';
import { AccountPage } from '@/components/account/account-page';
import { identitiesQuery, sessionsQuery, tokensQuery } from '@/components/account/queries';
import { getQueryClient } from '@/components/api/query-client';
import { translate } from '@/components/messages/translator';
import { ssoCode } from '@/components/ui/sso-codes';
import { Hydrated } from '../../hydrated';

export const metadata: Metadata = { title: translate('account.title') };

export default async function Page({ searchParams }: PageProps<'/account'>) {
  const { error } = await searchParams;
  const principal = await requirePage();
  const client = getQueryClient();
  const [sessions, identities] = await Promise.all([
    pagePart(listMySessions(principal, await pageSessionId())),
    pagePart(listMyIdentities(principal)),
  ]);
  if (identities) client.setQueryData(identitiesQuery.queryKey, identities);
  if (sessions) client.setQueryData(sessionsQuery.queryKey, sessions);
  const tokens = await pagePart(listMyTokens(principal));
  if (tokens) client.setQueryData(tokensQuery.queryKey, tokens);
  return (
    <Hydrated client={client}>
      <AccountPage failure={ssoCode(error)} />
    </Hydrated>
  );
}
