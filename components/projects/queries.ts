import { queryOptions } from '@tanstack/react-query';
import type { Member, MemberGroup, Project, ProjectDetail } from '#lib/schemas/projects.ts';
import type { ImmutabilityRuleShown } from '#lib/schemas/protection.ts';
import { projectSort } from '#lib/schemas/projects.ts';
import { api } from '@/components/api/client';
import { pagedQuery } from '@/components/api/paged';

/** Roots of the keys, for what makes them stale. */
export const PROJECTS = ['projects'] as const;

export type ProjectsFilter = { q?: string; sort: string; mine?: true };

/** What the address says about the list of projects; what it can't mean is left out. */
export function projectsFilter(get: (name: string) => string | null): ProjectsFilter {
  const sort = projectSort.safeParse(get('sort'));
  return {
    ...(get('q') && { q: get('q') ?? '' }),
    ...(get('mine') === 'true' && { mine: true as const }),
    sort: sort.success ? sort.data : '-lastPushedAt',
  };
}

export function projectsQuery(filter: ProjectsFilter) {
  return pagedQuery<Project>([...PROJECTS, 'list'], '/projects', filter);
}

export function projectQuery(name: string) {
  return queryOptions({
    queryKey: [...PROJECTS, name],
    queryFn: ({ signal }) => api<ProjectDetail>('GET', `/projects/${name}`, { signal }),
  });
}

export function membersQuery(project: string) {
  return pagedQuery<Member>([...PROJECTS, project, 'members'], `/projects/${project}/members`, {});
}

export function memberGroupsQuery(project: string) {
  return queryOptions({
    queryKey: [...PROJECTS, project, 'groups'],
    queryFn: ({ signal }) => api<{ items: MemberGroup[] }>('GET', `/projects/${project}/groups`, { signal }),
  });
}

export function immutabilityRulesQuery(project: string) {
  return queryOptions({
    queryKey: [...PROJECTS, project, 'immutability-rules'],
    queryFn: ({ signal }) =>
      api<{ items: ImmutabilityRuleShown[] }>('GET', `/projects/${project}/immutability-rules`, { signal }),
  });
}
