import { projectOf } from '#lib/oci/reference.ts';
import type { Crumb } from './page-header';

/** From all projects down to the repository's project; `library` holds names of one segment. */
export function repositoryCrumbs(repository: string, projects: string): Crumb[] {
  const project = projectOf(repository);
  return [
    { label: projects, href: '/projects' },
    { label: project, href: `/projects/${project}` },
  ];
}
