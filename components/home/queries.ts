import { queryOptions } from '@tanstack/react-query';
import type { Page } from '#lib/schemas/common.ts';
import type { Project } from '#lib/schemas/projects.ts';
import type { Attention, MostPulled, PushGroup, Storage } from '#lib/schemas/system.ts';
import { api } from '@/components/api/client';

/** Root of the keys of everything on the home page. */
export const HOME = ['home'] as const;

export type Who = 'all' | 'mine';

/** Projects that the card has room for. */
export const HOME_PROJECTS = { mine: true, sort: '-lastPushedAt', limit: 8 } as const;

/** Whose pushes the address asks for. */
export function whoOf(value: string | null): Who {
  return value === 'mine' ? 'mine' : 'all';
}

/** Each card asks for itself, so that one that fails leaves the others be. */
export const attentionQuery = queryOptions({
  queryKey: [...HOME, 'attention'],
  queryFn: ({ signal }) => api<{ items: Attention[] }>('GET', '/home/attention', { signal }),
});

export function pushesQuery(who: Who) {
  return queryOptions({
    queryKey: [...HOME, 'pushes', who],
    queryFn: ({ signal }) => api<{ items: PushGroup[] }>('GET', '/home/pushes', { query: { who }, signal }),
  });
}

export const homeProjectsQuery = queryOptions({
  queryKey: [...HOME, 'projects'],
  queryFn: ({ signal }) => api<Page<Project>>('GET', '/projects', { query: HOME_PROJECTS, signal }),
});

export const mostPulledQuery = queryOptions({
  queryKey: [...HOME, 'most-pulled'],
  queryFn: ({ signal }) => api<MostPulled>('GET', '/home/most-pulled', { signal }),
});

export const storageQuery = queryOptions({
  queryKey: [...HOME, 'storage'],
  queryFn: ({ signal }) => api<Storage>('GET', '/home/storage', { signal }),
});
