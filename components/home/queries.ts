import { queryOptions } from '@tanstack/react-query';
import type { Home } from '#lib/schemas/system.ts';
import { api } from '@/components/api/client';

/** Everything on the home page, as the viewer may see it. */
export const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: ({ signal }) => api<Home>('GET', '/home', { signal }),
});
