import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { pageSessionId, requirePage } from '#lib/http/page.ts';
import { listMyIdentities } from '#lib/services/my-identities.ts';
import { listMyAccessRequests } from '#lib/services/access-requests.ts';
import { getSecondFactor } from '#lib/services/my-second-factor.ts';
import { listMySessions } from '#lib/services/my-sessions.ts';
import { listMyTokens } from '#lib/services/my-tokens.ts';
import { AccountPage } from '@/components/account/account-page';
import { identitiesQuery, secondFactorQuery, sessionsQuery, tokensQuery } from '@/components/account/queries';
import { getQueryClient } from '@/components/api/query-client';
import { MyRequestsCard } from '@/components/joining/my-requests-card';
import { myRequestsQuery } from '@/components/joining/queries';
import { translate } from '@/components/messages/translator';
import { ssoCode } from '@/components/ui/sso-codes';
import { Hydrated } from '../../hydrated';

export const metadata: Metadata = { title: translate('account.title') };

export default async function Page({ searchParams }: PageProps<'/account'>) {
  const { error } = await searchParams;
  const principal = await requirePage();
  const client = getQueryClient();
  const [sessions, identities, tokens, secondFactor, requests] = await Promise.all([
    pagePart(listMySessions(principal, await pageSessionId())),
    pagePart(listMyIdentities(principal)),
    pagePart(listMyTokens(principal)),
    pagePart(getSecondFactor(principal)),
    pagePart(listMyAccessRequests(principal)),
  ]);
  if (sessions) client.setQueryData(sessionsQuery.queryKey, sessions);
  if (identities) client.setQueryData(identitiesQuery.queryKey, identities);
  if (tokens) client.setQueryData(tokensQuery.queryKey, tokens);
  if (secondFactor) client.setQueryData(secondFactorQuery.queryKey, secondFactor);
  if (requests) client.setQueryData(myRequestsQuery.queryKey, requests);
  return (
    <Hydrated client={client}>
      <AccountPage failure={ssoCode(error)}>
        <MyRequestsCard />
      </AccountPage>
    </Hydrated>
  );
}
