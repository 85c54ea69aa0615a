import type { z } from 'zod';
import type { RoleName } from '#lib/schemas/common.ts';
import type { createProjectInput, Member, ProjectDetail, updateProjectInput } from '#lib/schemas/projects.ts';
import type { ImmutabilityRuleInput, ImmutabilityRuleShown } from '#lib/schemas/protection.ts';
import type { QuotaLimits } from '#lib/schemas/quotas.ts';
import { api } from '@/components/api/client';

export function createProject(body: z.input<typeof createProjectInput>): Promise<ProjectDetail> {
  return api('POST', '/projects', { body });
}

export function updateProject(
  name: string,
  body: z.input<typeof updateProjectInput>,
): Promise<ProjectDetail> {
  return api('PATCH', `/projects/${name}`, { body });
}

export function deleteProject(name: string): Promise<void> {
  return api('DELETE', `/projects/${name}`);
}

export function addImmutabilityRule(
  project: string,
  body: ImmutabilityRuleInput,
): Promise<ImmutabilityRuleShown> {
  return api('POST', `/projects/${project}/immutability-rules`, { body });
}

export function deleteImmutabilityRule(project: string, id: number): Promise<void> {
  return api('DELETE', `/projects/${project}/immutability-rules/${id}`);
}

export function setQuota(project: string, body: QuotaLimits): Promise<ProjectDetail> {
  return api('PUT', `/projects/${project}/quota`, { body });
}

/** What projects made from now on may hold. */
export function setDefaultQuota(body: QuotaLimits): Promise<QuotaLimits> {
  return api('PUT', '/system/default-quota', { body });
}

export function setMember(project: string, username: string, role: RoleName): Promise<Member> {
  return api('PUT', `/projects/${project}/members/user/${username}`, { body: { role } });
}

export function setGroupRole(project: string, group: string, role: RoleName): Promise<void> {
  return api('PUT', `/projects/${project}/members/group/${group}`, { body: { role } });
}

export function removeGroup(project: string, group: string): Promise<void> {
  return api('DELETE', `/projects/${project}/members/group/${group}`);
}

export function removeMember(project: string, username: string): Promise<void> {
  return api('DELETE', `/projects/${project}/members/user/${username}`);
}
