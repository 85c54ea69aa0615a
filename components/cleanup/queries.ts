import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { InUseSource } from '#lib/schemas/in-use.ts';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import type {
  CleanupState,
  PlanItem,
  PreviewResult,
  RetentionDecision,
  RetentionRun,
  RetentionRunDetail,
  SavedRetention,
} from '#lib/schemas/retention-runs.ts';
import { api } from '@/components/api/client';
import { pagedQuery } from '@/components/api/paged';
import type { DecisionsFilter, VerdictsFilter } from './url-state';

const CLEANUP = 'cleanup';

/** Root of the keys of a project's cleanup, for what makes them stale. */
export function cleanupKey(project: string): string[] {
  return [CLEANUP, project];
}

/** Somewhat less than a plan is kept (half an hour): while a page shows it, it can be looked through and run. */
const PREVIEW_FRESH_MS = 25 * 60_000;
/** How often a run's progress is asked for while it goes on; what it says of itself as an event comes on top. */
const RUNNING_MS = 1_000;
/** Asked again on its own while somebody watches: a source goes stale without an event. */
const SOURCES_MS = 30_000;

export function retentionQuery(project: string) {
  return queryOptions({
    queryKey: [...cleanupKey(project), 'saved'],
    queryFn: ({ signal }) => api<SavedRetention>('GET', `/projects/${project}/retention`, { signal }),
    refetchInterval: ({ state }) => (state.data?.activeRun ? RUNNING_MS : false),
  });
}

/** What a draft would do. The old answer stays in sight while the next one is made; null asks nothing. */
export function previewQuery(project: string, policy: RetentionPolicy | null, guardPercent: number) {
  return queryOptions({
    queryKey: [...cleanupKey(project), 'preview', policy, guardPercent],
    queryFn: ({ signal }) =>
      api<PreviewResult>('POST', `/projects/${project}/retention/preview`, {
        body: { policy, guardPercent },
        signal,
      }),
    enabled: policy !== null,
    staleTime: PREVIEW_FRESH_MS,
    gcTime: PREVIEW_FRESH_MS,
    refetchInterval: PREVIEW_FRESH_MS,
    placeholderData: keepPreviousData,
  });
}

export function planItemsQuery(project: string, planId: string, filter: VerdictsFilter) {
  return pagedQuery<PlanItem>(
    [...cleanupKey(project), 'items', planId],
    `/projects/${project}/retention/plans/${planId}/items`,
    filter,
  );
}

export function runsQuery(project: string) {
  return pagedQuery<RetentionRun>(
    [...cleanupKey(project), 'runs'],
    `/projects/${project}/retention/runs`,
    {},
  );
}

export function runQuery(project: string, id: string) {
  return queryOptions({
    queryKey: [...cleanupKey(project), 'run', id],
    queryFn: ({ signal }) =>
      api<RetentionRunDetail>('GET', `/projects/${project}/retention/runs/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data && isGoingOn(state.data) ? RUNNING_MS : false),
  });
}

export function isGoingOn({ status }: Pick<RetentionRun, 'status'>): boolean {
  return status === 'queued' || status === 'running';
}

export function decisionsQuery(project: string, run: string, filter: DecisionsFilter) {
  return pagedQuery<RetentionDecision>(
    [...cleanupKey(project), 'run', run, 'decisions'],
    `/projects/${project}/retention/runs/${run}/decisions`,
    filter,
  );
}

/** For administrators: what pauses cleanup everywhere. */
export const cleanupStateQuery = queryOptions({
  queryKey: ['system-cleanup'],
  queryFn: ({ signal }) => api<CleanupState>('GET', '/system/cleanup', { signal }),
  refetchInterval: SOURCES_MS,
});

export const inUseQuery = queryOptions({
  queryKey: ['in-use'],
  queryFn: ({ signal }) => api<{ items: InUseSource[] }>('GET', '/in-use', { signal }),
  refetchInterval: SOURCES_MS,
});
