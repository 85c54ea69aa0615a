import type { QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { pageData, pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal, requirePage } from '#lib/http/page.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import type { RepositoryDetail } from '#lib/schemas/repositories.ts';
import { tagsQuery as tagsSchema } from '#lib/schemas/repositories.ts';
import { getRepository } from '#lib/services/get-repository.ts';
import { listEvents } from '#lib/services/list-events.ts';
import { listPlatforms } from '#lib/services/list-platforms.ts';
import { listTags } from '#lib/services/list-tags.ts';
import { listRepositoryTrash } from '#lib/services/list-trash.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { repositoryQuery, timelineQuery } from '@/components/repositories/queries';
import type { RepositoryTab } from '@/components/repositories/repository-frame';
import { RepositoryFrame } from '@/components/repositories/repository-frame';
import { TimelineTab } from '@/components/repositories/timeline-tab';
import { platformsQuery, tagsQuery } from '@/components/tags/queries';
import { TagsTab } from '@/components/tags/tags-tab';
import { tagsFilter } from '@/components/tags/url-state';
import { trashQuery } from '@/components/trash/queries';
import { TrashTab } from '@/components/trash/trash-tab';
import { Hydrated } from '../../../hydrated';
import type { SearchParams } from '../../../search-params';
import { firstOf, parseQuery } from '../../../search-params';

type Asked = { name: string; query: SearchParams; client: QueryClient; repository: RepositoryDetail };

/** The page of a repository, with the data of the tab that is open. */
export async function repositoryPage({
  name,
  tab,
  query,
}: {
  name: string;
  tab: RepositoryTab;
  query: SearchParams;
}) {
  const repository = await pageData(getRepository(await pagePrincipal(), { name }));
  const client = getQueryClient();
  client.setQueryData(repositoryQuery(name).queryKey, repository);
  const content = await TABS[tab]({ name, query, client, repository });
  return (
    <Hydrated client={client}>
      <RepositoryFrame name={name} tab={tab}>
        {content}
      </RepositoryFrame>
    </Hydrated>
  );
}

const TABS: Record<RepositoryTab, (asked: Asked) => Promise<ReactNode>> = { tags, timeline, trash };

async function tags({ name, query, client, repository }: Asked) {
  const principal = await pagePrincipal();
  const filter = tagsFilter((param) => firstOf(query, param));
  const cursor = firstOf(query, 'cursor');
  const input = parseQuery(tagsSchema, {
    ...filter,
    attachments: String(filter.attachments ?? false),
    cursor,
  });
  const [page, platforms] = await Promise.all([
    pagePart(listTags(principal, { repository: name, ...input })),
    pagePart(listPlatforms(principal, { repository: name })),
  ]);
  if (page) client.setQueryData(tagsQuery(name, filter, cursor).queryKey, firstPage(page, cursor));
  if (platforms) client.setQueryData(platformsQuery(name).queryKey, platforms);
  const { push = false, deleteTags = false, lockTags = false } = repository.abilities;
  return <TagsTab repository={name} canPush={push} canDelete={deleteTags} canLock={lockTags} />;
}

async function timeline({ name, query, client, repository }: Asked) {
  const tag = firstOf(query, 'tag');
  const input = { repository: name, ...pageQuery.parse({}), ...(tag && { tag }) };
  const page = await pagePart(listEvents(await pagePrincipal(), input));
  if (page) client.setQueryData(timelineQuery(name, tag).queryKey, firstPage(page));
  return <TimelineTab repository={name} canMove={repository.abilities.push ?? false} />;
}

async function trash({ name, client, repository }: Asked) {
  const principal = await requirePage();
  const place = { kind: 'repository', name } as const;
  const page = await pagePart(listRepositoryTrash(principal, { repository: name, ...pageQuery.parse({}) }));
  if (page) client.setQueryData(trashQuery(place).queryKey, firstPage(page));
  return (
    <div className="pt-4">
      <TrashTab
        place={place}
        project={repository.project}
        canRestore={repository.abilities.restore ?? false}
        canPurge={repository.abilities.purgeTrash ?? false}
      />
    </div>
  );
}
