import { OCI_INDEX } from '#lib/oci/media-types.ts';
import { referrersIndex } from '#lib/oci/referrers-index.ts';
import { referrersPath } from '#lib/registry/paths.ts';
import { listReferrers } from '#lib/services/list-referrers.ts';
import { send } from '../http/send.ts';
import type { RegistryExchange } from './registry-exchange.ts';
import type { RouteOf } from './route.ts';

/**
 * `GET /v2/<name>/referrers/<digest>` (distribution spec 1.1, end-12a, end-12b): from the index, with what older clients
 * listed under the fallback tag. An empty list, never 404, for a digest that nothing refers to or that is not here, and
 * in a repository that is not there yet to whoever might pull from it.
 */
export async function getReferrers(exchange: RegistryExchange<RouteOf<'referrers'>>): Promise<void> {
  const { response, query, route, authority } = exchange;
  const artifactType = query.get('artifactType')?.replaceAll('\0', '') || null;
  const last = query.get('last')?.replaceAll('\0', '') ?? '';
  const { repositoryId } = authority;
  const { referrers, next } =
    repositoryId === null
      ? { referrers: [], next: null }
      : await listReferrers({ repositoryId, subject: route.digest, artifactType, last });
  const headers: Record<string, string> = { 'content-type': OCI_INDEX };
  if (artifactType !== null) headers['oci-filters-applied'] = 'artifactType';
  if (next !== null) headers['link'] = `<${nextPath(route, artifactType, next)}>; rel="next"`;
  send(response, 200, headers, referrersIndex(referrers));
}

function nextPath(route: RouteOf<'referrers'>, artifactType: string | null, last: string): string {
  const query = new URLSearchParams({ ...(artifactType === null ? {} : { artifactType }), last });
  return `${referrersPath(route.repository, route.digest)}?${query.toString()}`;
}
