import { queryOptions } from '@tanstack/react-query';
import type { Health } from '#lib/schemas/system.ts';
import { api } from '@/components/api/client';

/** Asked again on its own while somebody watches. */
const AGAIN_MS = 15_000;

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => api<Health>('GET', '/system/health', { signal }),
  refetchInterval: AGAIN_MS,
});
