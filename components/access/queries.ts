import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AccessCheck, AccessRuleInput, AccessRuleShown, RepositoryAction } from '#lib/schemas/access.ts';
import { api } from '@/components/api/client';
import { PROJECTS } from '@/components/projects/queries';

export function accessRulesQuery(project: string) {
  return queryOptions({
    queryKey: [...PROJECTS, project, 'access-rules'],
    queryFn: ({ signal }) =>
      api<{ items: AccessRuleShown[] }>('GET', `/projects/${project}/access-rules`, { signal }),
  });
}

/** `principal`: null for oneself. */
export type AccessQuestion = { principal: string | null; repository: string; action: RepositoryAction };

/** Whether somebody may; null asks nothing. The old answer stays in sight while the next one comes. */
export function accessCheckQuery(project: string, question: AccessQuestion | null) {
  return queryOptions({
    queryKey: [...PROJECTS, project, 'access-check', question],
    queryFn: ({ signal }) =>
      api<AccessCheck>('GET', `/projects/${project}/access-check`, { query: { ...question }, signal }),
    enabled: question !== null,
    placeholderData: keepPreviousData,
    retry: false,
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
