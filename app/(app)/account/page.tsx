import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { pageSessionId, requirePage } from '#lib/http/page.ts';
import { listMySessions } from '#lib/services/my-sessions.ts';
import { listMyTokens } from '#lib/services/my-tokens.ts';
import { AccountPage } from '@/components/account/account-page';
import { sessionsQuery, tokensQuery } from '@/components/account/queries';
import { getQueryClient } from '@/components/api/query-client';
import { translate } from '@/components/messages/translator';
import { Hydrated } from '../../hydrated';

export const metadata: Metadata = { title: translate('account.title') };

export default async function Page() {
  const principal = await requirePage();
  const client = getQueryClient();
  const sessions = await pagePart(listMySessions(principal, await pageSessionId()));
  if (sessions) client.setQueryData(sessionsQuery.queryKey, sessions);
  const tokens = await pagePart(listMyTokens(principal));
  if (tokens) client.setQueryData(tokensQuery.queryKey, tokens);
  return (
    <Hydrated client={client}>
      <AccountPage />
    </Hydrated>
  );
}
