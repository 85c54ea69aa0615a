import { pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { pageQuery } from '#lib/schemas/common.ts';
import { listProjectTrash } from '#lib/services/list-trash.ts';
import { firstPage } from '@/components/api/paged';
import { getQueryClient } from '@/components/api/query-client';
import { trashQuery } from '@/components/trash/queries';
import { TrashTab } from '@/components/trash/trash-tab';
import { Hydrated } from '../../../../hydrated';
import { readProject } from '../read-project';

export default async function Page({ params }: PageProps<'/projects/[project]/trash'>) {
  const project = decodeURIComponent((await params).project);
  const client = getQueryClient();
  const place = { kind: 'project', name: project } as const;
  const page = await pagePart(listProjectTrash(await pagePrincipal(), { project, ...pageQuery.parse({}) }));
  if (page) client.setQueryData(trashQuery(place).queryKey, firstPage(page));
  const { restore = false, purgeTrash = false } = (await pagePart(readProject(project)))?.abilities ?? {};
  return (
    <Hydrated client={client}>
      <TrashTab place={place} project={project} canRestore={restore} canPurge={purgeTrash} />
    </Hydrated>
  );
}
