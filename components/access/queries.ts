import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Repository } from '#lib/schemas/repositories.ts';
import type { AccessCheck, AccessRuleInput, AccessRuleShown, RepositoryAction } from '#lib/schemas/access.ts';
import { api } from '@/components/api/client';
import { pagedQuery } from '@/components/api/paged';

/** Root of the keys of a project's access, for what makes them stale. */
export function accessKey(project: string): string[] {
  return ['access', project];
}

export function accessRulesQuery(project: string) {
  return queryOptions({
    queryKey: [...accessKey(project), 'rules'],
    queryFn: ({ signal }) =>
      api<{ items: AccessRuleShown[] }>('GET', `/projects/${project}/access-rules`, { signal }),
  });
}

/** `principal`: null for oneself. */
export type AccessQuestion = { principal: string | null; repository: string; action: RepositoryAction };

/** Whether somebody may; null asks nothing. The old answer stays in sight while the next one comes. */
export function accessCheckQuery(project: string, question: AccessQuestion | null) {
  return queryOptions({
    queryKey: [...accessKey(project), 'check', question],
    queryFn: ({ signal }) =>
      api<AccessCheck>('GET', `/projects/${project}/access-check`, { query: { ...question }, signal }),
    enabled: question !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Repositories of the project whose name holds `q`, to choose from. */
export function accessRepositoriesQuery(project: string, q: string) {
  return pagedQuery<Repository>([...accessKey(project), 'repositories'], '/repositories', {
    ...{ project, sort: 'name' },
    ...(q !== '' && { q }),
  });
}

/** `id`: of the rule that is changed; null makes one. */
export function saveAccessRule(
  project: string,
  id: number | null,
  body: AccessRuleInput,
): Promise<AccessRuleShown> {
  const rules = `/projects/${project}/access-rules`;
  return id === null ? api('POST', rules, { body }) : api('PUT', `${rules}/${id}`, { body });
}

export function deleteAccessRule(project: string, id: number): Promise<void> {
  return api('DELETE', `/projects/${project}/access-rules/${id}`);
}
