import { queryOptions } from '@tanstack/react-query';
import type { ManifestDetail } from '#lib/schemas/repositories.ts';
import { api } from '@/components/api/client';

/** A manifest by tag or digest. What a digest names never changes; what a tag names may. */
export function manifestQuery(repository: string, reference: string) {
  return queryOptions({
    queryKey: ['repository', repository, 'manifest', reference],
    queryFn: ({ signal }) =>
      api<ManifestDetail>('GET', `/repositories/${repository}/-/manifests/${reference}`, { signal }),
  });
}
