import { queryOptions } from '@tanstack/react-query';
import type { UserSession } from '#lib/schemas/sign-in.ts';
import type { User } from '#lib/schemas/users.ts';
import { userSort } from '#lib/schemas/users.ts';
import { api } from '@/components/api/client';
import { pagedQuery } from '@/components/api/paged';

/** Root of the keys, for what makes them stale. */
export const USERS = ['users'] as const;

export type UsersFilter = { q?: string; sort: string };

/** What the address says about the list of users. */
export function usersFilter(get: (name: string) => string | null): UsersFilter {
  const sort = userSort.safeParse(get('sort'));
  return { ...(get('q') && { q: get('q') ?? '' }), sort: sort.success ? sort.data : 'username' };
}

export function usersQuery(filter: UsersFilter) {
  return pagedQuery<User>(USERS, '/users', filter);
}

export function userSessionsQuery(username: string) {
  return queryOptions({
    queryKey: [...USERS, username, 'sessions'],
    queryFn: ({ signal }) => api<{ items: UserSession[] }>('GET', `/users/${username}/sessions`, { signal }),
  });
}
