import { queryOptions } from '@tanstack/react-query';
import type { DeleteTagsResult } from '#lib/schemas/repositories.ts';
import type {
  Candidate,
  GcRun,
  GcSchedule,
  GcState,
  ProjectStorage,
  SystemStorage,
} from '#lib/schemas/storage.ts';
import { api } from '@/components/api/client';

/** Root of the keys of everything about storage. */
export const STORAGE = ['storage'] as const;

/** While something is under way its events may be lost with a connection: it is asked for as well. */
const WATCH_MS = 2_000;

export const storageQuery = queryOptions({
  queryKey: [...STORAGE, 'overview'],
  queryFn: ({ signal }) => api<SystemStorage>('GET', '/system/storage', { signal }),
});

export function projectStorageQuery(project: string) {
  return queryOptions({
    queryKey: [...STORAGE, 'project', project],
    queryFn: ({ signal }) => api<ProjectStorage>('GET', `/projects/${project}/storage`, { signal }),
  });
}

export const gcQuery = queryOptions({
  queryKey: [...STORAGE, 'gc'],
  queryFn: ({ signal }) => api<GcState>('GET', '/system/gc', { signal }),
  refetchInterval: ({ state }) => (state.data && runUnderWay(state.data) ? WATCH_MS : false),
});

export type Order = '-size' | 'lastUsed';

export function candidatesQuery(sort: Order) {
  return queryOptions({
    queryKey: [...STORAGE, 'candidates', sort],
    queryFn: ({ signal }) =>
      api<{ items: Candidate[] }>('GET', '/system/storage/candidates', { query: { sort }, signal }),
  });
}

/** The run that is asked for or under way. */
export function runUnderWay({ runs }: GcState): GcRun | undefined {
  return runs.find(({ status }) => status === 'queued' || status === 'running');
}

export function requestGc(body: { dryRun?: boolean; emptyTrash?: boolean }): Promise<GcRun> {
  return api<GcRun>('POST', '/system/gc', { body });
}

export function setSchedule(schedule: GcSchedule): Promise<GcState> {
  return api<GcState>('PUT', '/system/gc/schedule', { body: { schedule } });
}

/** Deletes tags, repository by repository; what was done stands if one fails. @returns how many are deleted */
export async function deleteCandidates(chosen: readonly Candidate[]): Promise<number> {
  let deleted = 0;
  for (const [repository, tags] of Map.groupBy(chosen, (candidate) => candidate.repository)) {
    const result = await api<DeleteTagsResult>('POST', `/repositories/${repository}/-/tags:delete`, {
      body: { tags: tags.map(({ tag }) => tag) },
    });
    deleted += result.deleted.length;
  }
  return deleted;
}
