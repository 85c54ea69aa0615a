import type { ReactNode } from 'react';
import { pageData } from '#lib/http/page-data.ts';
import { getQueryClient } from '@/components/api/query-client';
import { AskAccess } from '@/components/joining/ask-access';
import { ProjectFrame } from '@/components/projects/project-frame';
import { projectQuery } from '@/components/projects/queries';
import { Hydrated } from '../../../hydrated';
import { readProject } from './read-project';

type Props = { params: Promise<{ project: string }>; children: ReactNode };

export async function generateMetadata({ params }: Props) {
  return { title: decodeURIComponent((await params).project) };
}

export default async function ProjectLayout({ params, children }: Props) {
  const name = decodeURIComponent((await params).project);
  const project = await pageData(readProject(name));
  const client = getQueryClient();
  client.setQueryData(projectQuery(name).queryKey, project);
  return (
    <Hydrated client={client}>
      <ProjectFrame name={name} ask={<AskAccess project={name} />}>
        {children}
      </ProjectFrame>
    </Hydrated>
  );
}
