import { listTagNames } from '#lib/db/gateway-lists.ts';
import { tagsPath } from '#lib/registry/paths.ts';
import { sendJson } from '../http/send.ts';
import { refusal } from './authorize.ts';
import { pageOf, readPaging } from './pagination.ts';
import type { RegistryExchange } from './registry-exchange.ts';
import type { RouteOf } from './route.ts';

/** Upstream 2.8.x gives all at once and some clients never follow a `Link`; this is a megabyte of them. */
const MAX_PAGE = 10_000;

/** `GET /v2/<name>/tags/list` (distribution spec 1.1, end-8): from the index, in byte order. */
export async function getTags(exchange: RegistryExchange<RouteOf<'tags'>>): Promise<void> {
  const { response, query, route, authority } = exchange;
  const paging = readPaging(query, MAX_PAGE, MAX_PAGE);
  if (authority.repositoryId === null) throw refusal(exchange);
  const names = await listTagNames(authority.repositoryId, paging.last, paging.limit + 1);
  const { page, headers } = pageOf(names, paging, tagsPath(route.repository));
  sendJson(response, 200, { name: route.repository, tags: page }, headers);
}
