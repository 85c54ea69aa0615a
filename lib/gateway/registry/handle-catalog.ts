import { listCatalog } from '#lib/db/gateway-lists.ts';
import { sendJson } from '../http/send.ts';
import { pageOf, readPaging } from './pagination.ts';
import type { RegistryExchange } from './registry-exchange.ts';
import type { RouteOf } from './route.ts';

/** As distribution has them. */
const DEFAULT_PAGE = 100;
const MAX_PAGE = 1000;

/** `GET /v2/_catalog`: what the asker may pull, from the index, in byte order. */
export async function getCatalog({
  response,
  query,
  caller,
}: RegistryExchange<RouteOf<'catalog'>>): Promise<void> {
  const paging = readPaging(query, DEFAULT_PAGE, MAX_PAGE);
  const names = await listCatalog(caller.principal, paging.last, paging.limit + 1);
  const { page, headers } = pageOf(names, paging, '/v2/_catalog');
  sendJson(response, 200, { repositories: page }, headers);
}
