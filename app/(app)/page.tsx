import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { getHome } from '#lib/services/get-home.ts';
import { listRepositories } from '#lib/services/list-repositories.ts';
import { getQueryClient } from '@/components/api/query-client';
import { HomePage } from '@/components/home/home-page';
import { homeQuery } from '@/components/home/queries';
import { translate } from '@/components/messages/translator';
import { Hydrated } from '../hydrated';

export const metadata: Metadata = { title: translate('home.title') };

export default async function Page() {
  const principal = await pagePrincipal();
  if (principal.kind === 'anonymous') {
    // Signed out: what anyone may see, or, where nothing is public, just the way in.
    const { items } = await listRepositories(principal, { limit: 1, sort: 'name' });
    redirect(items.length > 0 ? '/explore' : '/sign-in');
  }
  const client = getQueryClient();
  const home = await pagePart(getHome(principal));
  if (home) client.setQueryData(homeQuery.queryKey, home);
  return (
    <Hydrated client={client}>
      <HomePage />
    </Hydrated>
  );
}
