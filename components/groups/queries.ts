import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { createGroupInput, Group, GroupDetail, GroupMapping, GroupMember } from '#lib/schemas/groups.ts';
import { api } from '@/components/api/client';
import { pagedQuery } from '@/components/api/paged';

/** Root of the keys, for what makes them stale. */
export const GROUPS = ['groups'] as const;

/** Groups are always by name; `sort` is what tables are told. */
export type GroupsFilter = { q?: string; sort: 'name' };

/** What the address says about the list of groups. */
export function groupsFilter(get: (name: string) => string | null): GroupsFilter {
  return { ...(get('q') && { q: get('q') ?? '' }), sort: 'name' };
}

export function groupsQuery({ q }: GroupsFilter) {
  return pagedQuery<Group>([...GROUPS, 'list'], '/groups', q === undefined ? {} : { q });
}

export function groupQuery(name: string) {
  return queryOptions({
    queryKey: [...GROUPS, name],
    queryFn: ({ signal }) => api<GroupDetail>('GET', `/groups/${name}`, { signal }),
  });
}

export function groupMembersQuery(name: string) {
  return pagedQuery<GroupMember>([...GROUPS, name, 'members'], `/groups/${name}/members`, {});
}

export function createGroup(body: z.input<typeof createGroupInput>): Promise<Group> {
  return api('POST', '/groups', { body });
}

export function describeGroup(name: string, description: string): Promise<Group> {
  return api('PATCH', `/groups/${name}`, { body: { description } });
}

export function deleteGroup(name: string): Promise<void> {
  return api('DELETE', `/groups/${name}`);
}

export function addGroupMember(name: string, username: string): Promise<void> {
  return api('PUT', `/groups/${name}/members/${username}`);
}

export function removeGroupMember(name: string, username: string): Promise<void> {
  return api('DELETE', `/groups/${name}/members/${username}`);
}

export function setGroupMappings(name: string, items: GroupMapping[]): Promise<{ items: GroupMapping[] }> {
  return api('PUT', `/groups/${name}/mappings`, { body: { items } });
}
