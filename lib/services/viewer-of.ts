import type { Viewer } from '#lib/db/viewer.ts';
import type { Principal } from '#lib/policies/can.ts';

/** Whose eyes a list is for. */
export function viewerOf(principal: Principal): Viewer {
  return principal.kind === 'user'
    ? { userId: principal.id, admin: principal.admin }
    : { userId: null, admin: false };
}
