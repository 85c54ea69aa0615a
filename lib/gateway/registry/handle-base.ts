import { sendJson } from '../http/send.ts';
import type { RegistryExchange } from './registry-exchange.ts';
import type { RouteOf } from './route.ts';

/** `GET /v2/` (distribution spec 1.1, end-1): says yes to whoever has a valid credential, which is all `docker login` asks. */
export async function baseEndpoint({ response }: RegistryExchange<RouteOf<'base'>>): Promise<void> {
  sendJson(response, 200, {});
}
