import { readWaitingRuns } from '#lib/db/retention-runs.ts';
import { readRegistryStorage } from '#lib/db/registry-storage.ts';
import { isCollecting } from '#lib/db/write-barrier.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';
import type { Capabilities } from '#lib/registry/capabilities.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import type { Attention } from '#lib/schemas/system.ts';
import { cleanupPause } from './cleanup-pause.ts';
import { listExpiringRobots } from './list-expiring-robots.ts';
import { listFullQuotas } from './list-full-quotas.ts';
import { readIndexState } from './index-state.ts';
import { stalePauses } from './retention-pauses.ts';
import { distrust } from './upstream-trust.ts';

/** The home page waits no longer for an upstream that hangs: its own health page tells of that. */
const PATIENCE_MS = 1000;

const TO_FREE = { label: 'Free space', href: '/admin/storage/free' };
const TO_STORAGE = { label: 'See storage', href: '/admin/storage' };
const TO_HEALTH = { label: 'See health', href: '/admin/health' };

/** What needs a person who can do something about it: of the system, its administrators; of projects, who looks after them. The worst first. */
export async function listAttention(principal: Principal): Promise<Attention[]> {
  const parts = [ofSystem(principal), listFullQuotas(principal), listExpiringRobots(principal)];
  const all = (await Promise.all(parts)).flat();
  return SEVERITIES.flatMap((severity) => all.filter((one) => one.severity === severity));
}

const SEVERITIES: Attention['severity'][] = ['danger', 'warn', 'info'];

async function ofSystem(principal: Principal): Promise<Attention[]> {
  if (!can(principal, 'system.manage', { kind: 'system' }).allowed) return [];
  const [distrusted, upstream, index, cleanup, disk, stuck] = await Promise.all([
    distrust(),
    upstreamState(),
    readIndexState(),
    cleanupAttention(),
    readRegistryStorage(),
    isStuck(),
  ]);
  return [
    ...attention('disk-full', 'danger', disk?.full ? DISK_FULL : null, TO_FREE),
    ...attention('collection-stuck', 'danger', stuck ? COLLECTION_STUCK : null, TO_STORAGE),
    ...attention('upstream-distrusted', 'danger', distrusted),
    ...attention('upstream-unreachable', 'danger', upstream instanceof AppError ? upstream.message : null),
    ...attention('tags-missing', 'danger', index.alarm),
    ...attention('deletes-off', 'warn', isDeleteOff(upstream) ? DELETES_OFF : null),
    ...attention('reconcile-incomplete', 'warn', index.incomplete),
    ...cleanup,
  ];
}

/** What keeps cleanup from running, and runs that ask before they delete most of a repository. */
async function cleanupAttention(): Promise<Attention[]> {
  const [pause, sources, waiting] = await Promise.all([cleanupPause(), stalePauses(), readWaitingRuns()]);
  return [
    ...attention('cleanup-paused', 'warn', pause?.message ?? null),
    ...sources.flatMap(({ message }) => attention('in-use-stale', 'warn', message)),
    ...waiting.map(({ project }) => ({
      id: `cleanup-guarded-${project}`,
      severity: 'warn' as const,
      message: `The cleanup of ${project} would delete most of a repository, and waits for somebody to confirm.`,
      action: { label: 'See the run', href: `/projects/${project}/cleanup` },
    })),
  ];
}

const DISK_FULL =
  'The disk of the registry is full: pushes are refused until images are deleted and their space is freed.';
const COLLECTION_STUCK =
  'Garbage collection was cut off and its collector does not run: pushes wait until it is started again.';
const DELETES_OFF =
  'Deletes are off in the registry: tags can not be deleted. Set storage.delete.enabled to true in its configuration and restart it.';

/** Nothing without a message. */
function attention(
  id: string,
  severity: Attention['severity'],
  message: string | null,
  action = TO_HEALTH,
): Attention[] {
  return message === null ? [] : [{ id, severity, message, action }];
}

/** Writers wait for a collection whose collector was killed and is not back. */
async function isStuck(): Promise<boolean> {
  return (await isCollecting()) && (await readRegistryStorage()) === null;
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
