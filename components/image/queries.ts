import { queryOptions } from '@tanstack/react-query';
import type { DeletedImage, ManifestDetail } from '#lib/schemas/repositories.ts';
import { api } from '@/components/api/client';

/** A manifest by tag or digest. What a digest names never changes; what a tag names may. */
export function manifestQuery(repository: string, reference: string) {
  return queryOptions({
    queryKey: ['repository', repository, 'manifest', reference],
    queryFn: ({ signal }) =>
      api<ManifestDetail>('GET', `/repositories/${repository}/-/manifests/${reference}`, { signal }),
  });
}

/** How a tag or digest went that is not there any more. */
export function deletedQuery(repository: string, reference: string) {
  return queryOptions({
    queryKey: ['repository', repository, 'deleted', reference],
    queryFn: ({ signal }) =>
      api<DeletedImage>('GET', `/repositories/${repository}/-/deleted/${reference}`, { signal }),
  });
}
