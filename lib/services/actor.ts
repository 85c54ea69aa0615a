import type { Principal } from '#lib/policies/can.ts';

/** Who did it, from where and with what credential, for events and the audit log. `name` is null for Lighter itself. */
export type Actor = { name: string | null; address: string | null; credential?: string | null };

/** Lighter's own doing: reconcile, purge, settling. */
export const SYSTEM_ACTOR: Actor = { name: null, address: null };

export function actorOf(
  principal: Principal,
  address: string | null,
  credential: string | null = null,
): Actor {
  return { name: principal.kind === 'anonymous' ? 'anonymous' : principal.name, address, credential };
}
