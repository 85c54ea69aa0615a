import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/api/client';
import type { ApiDocument } from './document';

/** It changes with the version of the server only. */
export const documentQuery = queryOptions({
  queryKey: ['openapi'],
  queryFn: ({ signal }) => api<ApiDocument>('GET', '/openapi.json', { signal }),
  staleTime: Infinity,
});
