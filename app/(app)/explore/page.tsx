import type { Metadata } from 'next';
import { pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { repositoriesQuery as repositoriesSchema } from '#lib/schemas/repositories.ts';
import { listRepositories } from '#lib/services/list-repositories.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { translate } from '@/components/messages/translator';
import { ExplorePage } from '@/components/repositories/explore-page';
import { repositoriesFilter, repositoriesQuery } from '@/components/repositories/queries';
import { Hydrated } from '../../hydrated';
import { firstOf, parseQuery } from '../../search-params';

export const metadata: Metadata = { title: translate('repositories.explore.title') };

export default async function Page({ searchParams }: PageProps<'/explore'>) {
  const params = await searchParams;
  const filter = repositoriesFilter((name) => firstOf(params, name));
  const client = getQueryClient();
  const page = await pagePart(
    listRepositories(await pagePrincipal(), parseQuery(repositoriesSchema, filter)),
  );
  if (page) client.setQueryData(repositoriesQuery(filter).queryKey, firstPage(page));
  return (
    <Hydrated client={client}>
      <ExplorePage />
    </Hydrated>
  );
}
