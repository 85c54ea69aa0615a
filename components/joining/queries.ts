import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { RoleName } from '#lib/schemas/common.ts';
import type {
  AccessRequest,
  accessRequestInput,
  Invite,
  MyAccessRequest,
  NewInvite,
} from '#lib/schemas/joining.ts';
import { api } from '@/components/api/client';

/** Root of the keys. */
const JOINING = 'joining';

/** Invites into a project, or (null) all, for administrators. */
export function invitesQuery(project: string | null) {
  return queryOptions({
    queryKey: [JOINING, 'invites', project],
    queryFn: ({ signal }) => api<{ items: Invite[] }>('GET', invitesPath(project), { signal }),
  });
}

export function accessRequestsQuery(project: string) {
  return queryOptions({
    queryKey: [JOINING, 'requests', project],
    queryFn: ({ signal }) =>
      api<{ items: AccessRequest[] }>('GET', `/projects/${project}/access-requests`, { signal }),
  });
}

export const myRequestsQuery = queryOptions({
  queryKey: [JOINING, 'my-requests'],
  queryFn: ({ signal }) => api<{ items: MyAccessRequest[] }>('GET', '/me/access-requests', { signal }),
});

export type InviteBody = { project?: string; role?: RoleName; email?: string; note: string; days: number };

/** Into `project`, by its owner; null: by an administrator, as the body says. */
export function makeInvite(project: string | null, body: InviteBody): Promise<NewInvite> {
  return api('POST', invitesPath(project), { body });
}

export function deleteInvite(project: string | null, id: number): Promise<void> {
  return api('DELETE', `${invitesPath(project)}/${id}`);
}

export function requestAccess(project: string, body: z.input<typeof accessRequestInput>): Promise<void> {
  return api('POST', `/projects/${project}/access-requests`, { body });
}

export function withdrawRequest(id: number): Promise<void> {
  return api('DELETE', `/me/access-requests/${id}`);
}

export function approveRequest(project: string, id: number, role: RoleName): Promise<void> {
  return api('POST', `/projects/${project}/access-requests/${id}/approve`, { body: { role } });
}

export function refuseRequest(project: string, id: number): Promise<void> {
  return api('POST', `/projects/${project}/access-requests/${id}/refuse`);
}

function invitesPath(project: string | null): string {
  return project === null ? '/invites' : `/projects/${project}/invites`;
}
