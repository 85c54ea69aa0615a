import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { getStorage } from '#lib/services/get-storage.ts';
import { listAttention } from '#lib/services/list-attention.ts';
import { listMostPulled } from '#lib/services/list-most-pulled.ts';
import { listProjects } from '#lib/services/list-projects.ts';
import { listPushes } from '#lib/services/list-pushes.ts';
import { listRepositories } from '#lib/services/list-repositories.ts';
import { getQueryClient } from '@/components/api/query-client';
import { HomePage } from '@/components/home/home-page';
import * as queries from '@/components/home/queries';
import { translate } from '@/components/messages/translator';
import { Hydrated } from '../hydrated';
import { firstOf } from '../search-params';

export const metadata: Metadata = { title: translate('home.title') };

export default async function Page({ searchParams }: PageProps<'/'>) {
  const principal = await pagePrincipal();
  if (principal.kind === 'anonymous') {
    // Signed out: what anyone may see, or, where nothing is public, just the way in.
    const { items } = await listRepositories(principal, { limit: 1, sort: 'name' });
    redirect(items.length > 0 ? '/explore' : '/sign-in');
  }
  const who = queries.whoOf(firstOf(await searchParams, 'pushes'));
  const client = getQueryClient();
  const put = async (queryKey: readonly unknown[], reading: Promise<unknown>) => {
    const part = await pagePart(reading);
    if (part !== undefined) client.setQueryData(queryKey, part);
  };
  await Promise.all([
    put(
      queries.attentionQuery.queryKey,
      listAttention(principal).then((items) => ({ items })),
    ),
    put(queries.pushesQuery(who).queryKey, listPushes(principal, { who })),
    put(queries.homeProjectsQuery.queryKey, listProjects(principal, queries.HOME_PROJECTS)),
    put(queries.mostPulledQuery.queryKey, listMostPulled(principal)),
    put(queries.storageQuery.queryKey, getStorage(principal)),
  ]);
  return (
    <Hydrated client={client}>
      <HomePage />
    </Hydrated>
  );
}
