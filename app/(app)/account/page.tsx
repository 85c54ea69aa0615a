import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { pageSessionId, requirePage } from '#lib/http/page.ts';
import { listMyAccessRequests } from '#lib/services/access-requests.ts';
import { getSecondFactor } from '#lib/services/my-second-factor.ts';
import { listMySessions } from '#lib/services/my-sessions.ts';
import { AccountPage } from '@/components/account/account-page';
import { secondFactorQuery, sessionsQuery } from '@/components/account/queries';
import { getQueryClient } from '@/components/api/query-client';
import { MyRequestsCard } from '@/components/joining/my-requests-card';
import { myRequestsQuery } from '@/components/joining/queries';
import { translate } from '@/components/messages/translator';
import { Hydrated } from '../../hydrated';

export const metadata: Metadata = { title: translate('account.title') };

export default async function Page() {
  const principal = await requirePage();
  const client = getQueryClient();
  const [sessions, secondFactor, requests] = await Promise.all([
    pagePart(listMySessions(principal, await pageSessionId())),
    pagePart(getSecondFactor(principal)),
    pagePart(listMyAccessRequests(principal)),
  ]);
  if (sessions) client.setQueryData(sessionsQuery.queryKey, sessions);
  if (secondFactor) client.setQueryData(secondFactorQuery.queryKey, secondFactor);
  if (requests) client.setQueryData(myRequestsQuery.queryKey, requests);
  return (
    <Hydrated client={client}>
      <AccountPage>
        <MyRequestsCard />
      </AccountPage>
    </Hydrated>
  );
}
