import { pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { getProjectStorage } from '#lib/services/get-project-storage.ts';
import { getQueryClient } from '@/components/api/query-client';
import { ProjectStorageTab } from '@/components/storage/project-storage-tab';
import { projectStorageQuery } from '@/components/storage/queries';
import { Hydrated } from '../../../../hydrated';

export default async function Page({ params }: PageProps<'/projects/[project]/storage'>) {
  const project = decodeURIComponent((await params).project);
  const client = getQueryClient();
  const storage = await pagePart(getProjectStorage(await pagePrincipal(), project));
  if (storage) client.setQueryData(projectStorageQuery(project).queryKey, storage);
  return (
    <Hydrated client={client}>
      <ProjectStorageTab project={project} />
    </Hydrated>
  );
}
