import type { ListReader } from '#lib/db/gateway-lists.ts';
import type { Principal } from '#lib/policies/can.ts';

/** Whom a list is for. */
export function readerOf(principal: Principal): ListReader {
  return principal.kind === 'user'
    ? { userId: principal.id, admin: principal.admin }
    : { userId: null, admin: false };
}
