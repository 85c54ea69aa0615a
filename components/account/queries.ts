import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Project } from '#lib/schemas/projects.ts';
import type { ApiToken, CreatedToken, createTokenInput } from '#lib/schemas/tokens.ts';
import type { IdentityList, linkDirectoryInput } from '#lib/schemas/sign-in-providers.ts';
import type { changePasswordInput, Session } from '#lib/schemas/users.ts';
import { api } from '@/components/api/client';

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: ({ signal }) => api<{ items: Session[] }>('GET', '/me/sessions', { signal }),
});

export const identitiesQuery = queryOptions({
  queryKey: ['me', 'identities'],
  queryFn: ({ signal }) => api<IdentityList>('GET', '/me/identities', { signal }),
});

export function linkDirectory(body: z.input<typeof linkDirectoryInput>): Promise<void> {
  return api('POST', '/me/identities', { body });
}

export function unlinkIdentity(id: number): Promise<void> {
  return api('DELETE', `/me/identities/${id}`);
}

export function changePassword(body: z.input<typeof changePasswordInput>): Promise<void> {
  return api('POST', '/me/password', { body });
}

export function endSession(id: string): Promise<void> {
  return api('DELETE', `/me/sessions/${id}`);
}

export function endOtherSessions(): Promise<void> {
  return api('DELETE', '/me/sessions');
}

export const tokensQuery = queryOptions({
  queryKey: ['me', 'tokens'],
  queryFn: ({ signal }) => api<{ items: ApiToken[] }>('GET', '/me/tokens', { signal }),
});

/** As many as a list of boxes can hold. */
const MOST_PROJECTS = 200;

/** Projects that one is a member of, to limit a token to. */
export const myProjectsQuery = queryOptions({
  queryKey: ['me', 'projects'],
  queryFn: ({ signal }) =>
    api<{ items: Project[] }>('GET', '/projects', {
      query: { mine: true, sort: 'name', limit: MOST_PROJECTS },
      signal,
    }),
});

export function createToken(body: z.input<typeof createTokenInput>): Promise<CreatedToken> {
  return api('POST', '/me/tokens', { body });
}

export function revokeToken(id: number): Promise<void> {
  return api('DELETE', `/me/tokens/${id}`);
}
