import type { Authority } from '#lib/db/gateway-authority.ts';
import type { WritePermit } from '#lib/db/write-gate.ts';
import type { Scope } from '#lib/oci/scope.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Route } from './route.ts';

/** What a route asks for. `base` needs a valid credential, `catalog` the catalog's scope; the rest is about one repository. */
export type Need = 'base' | 'catalog' | 'pull' | 'push' | 'delete';

/** Who asks, and what the credential itself allows: a token what was granted, a password all that its user may. */
export type Caller = {
  credential: 'none' | 'token' | 'password';
  /** What the audit says they came with; null: nothing. */
  presented: string | null;
  principal: Principal;
  granted: readonly Scope[] | 'all';
};

/** A request under `/v2/`. The steps of its route fill in `caller` and `authority`; until then they allow nothing. */
export type RegistryExchange<R extends Route = Route> = Exchange & {
  route: R;
  need: Need;
  caller: Caller;
  authority: Authority;
  /** Held while an upload is written. */
  permit: WritePermit;
};
