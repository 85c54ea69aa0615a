import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';
import type { Capabilities } from '#lib/registry/capabilities.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import type { Attention } from '#lib/schemas/system.ts';
import { readIndexState } from './index-state.ts';
import { distrust } from './upstream-trust.ts';

/** The home page waits no longer for an upstream that hangs: its own health page tells of that. */
const PATIENCE_MS = 1000;

const TO_HEALTH = { label: 'See health', href: '/admin/health' };

/** What needs a person who can do something about it: of the system, its administrators. The worst first. */
export async function listAttention(principal: Principal): Promise<Attention[]> {
  if (!can(principal, 'system.manage', { kind: 'system' }).allowed) return [];
  const [distrusted, upstream, index] = await Promise.all([distrust(), upstreamState(), readIndexState()]);
  return [
    ...attention('upstream-distrusted', 'danger', distrusted),
    ...attention('upstream-unreachable', 'danger', upstream instanceof AppError ? upstream.message : null),
    ...attention('tags-missing', 'danger', index.alarm),
    ...attention('deletes-off', 'warn', isDeleteOff(upstream) ? DELETES_OFF : null),
    ...attention('reconcile-incomplete', 'warn', index.incomplete),
  ];
}

const DELETES_OFF =
  'Deletes are off in the registry: tags can not be deleted. Set storage.delete.enabled to true in its configuration and restart it.';

/** Nothing without a message. */
function attention(id: string, severity: Attention['severity'], message: string | null): Attention[] {
  return message === null ? [] : [{ id, severity, message, action: TO_HEALTH }];
}

function isDeleteOff(state: Capabilities | AppError | null): boolean {
  return state !== null && !(state instanceof AppError) && state.untag === 'none';
}

/** What the registry can do, or why it does not say; null when it takes too long to find out. */
async function upstreamState(): Promise<Capabilities | AppError | null> {
  const asked = capabilities().catch((error: unknown) => {
    if (error instanceof AppError) return error;
    throw error;
  });
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), PATIENCE_MS)));
  return await Promise.race([asked, patience]).finally(() => clearTimeout(timer));
}
