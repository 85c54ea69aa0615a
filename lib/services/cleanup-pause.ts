import { z } from 'zod';
import { recordAudit } from '#lib/audit/record.ts';
import { hasFullReconcile } from '#lib/db/reconcile-state.ts';
import { deleteSetting, getSetting, settleSetting } from '#lib/db/settings.ts';
import { transaction } from '#lib/db/transaction.ts';
import { logger } from '#lib/log/logger.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { IndexDoubt } from '#lib/retention/types.ts';
import type { CleanupState } from '#lib/schemas/retention-runs.ts';
import { cleanupState } from '#lib/schemas/retention-runs.ts';
import type { Actor } from './actor.ts';
import { requireSystem } from './require-system.ts';

/** Setting that keeps retention and purge from deleting anything, until an administrator confirms: `{ cause, message, since }`. */
export const CLEANUP_PAUSE = 'cleanup.pause';

type Pause = NonNullable<CleanupState['paused']>;

/** Why nothing is cleaned up at present, and since when; null: it may. What can't be read is a pause as well. */
export async function cleanupPause(): Promise<Pause | null> {
  const value = await getSetting(CLEANUP_PAUSE);
  if (value === undefined) return null;
  const parsed = cleanupState.shape.paused.safeParse(value);
  if (parsed.success && parsed.data) return parsed.data;
  const message = 'Cleanup is paused, and why was not understood. Look through the index, then resume.';
  return { cause: 'changes', message, since: new Date(0).toISOString() };
}

/** Pauses retention and purge. A pause that is there already stays: its reason came first. */
export async function pauseCleanup(cause: Pause['cause'], message: string): Promise<void> {
  logger('cleanup').warn({ cause }, message);
  await settleSetting(CLEANUP_PAUSE, { cause, message, since: new Date().toISOString() });
}

/** What the planning is told of it. Before everything upstream has been seen once, nobody knows what the index lacks. */
export async function indexDoubt(now: number): Promise<IndexDoubt | null> {
  const pause = await cleanupPause();
  if (pause) return { cause: pause.cause, since: Date.parse(pause.since) };
  return (await hasFullReconcile()) ? null : { cause: 'rebuilding', since: now };
}

/** @throws AppError DENIED to all but system administrators */
export async function getCleanupState(principal: Principal): Promise<CleanupState> {
  requireSystem(principal, 'system.manage');
  return { paused: await cleanupPause() };
}

/** An administrator has looked and says that the index is right: retention and purge go on. @throws AppError DENIED */
export async function resumeCleanup(principal: Principal, actor: Actor): Promise<CleanupState> {
  requireSystem(principal, 'system.manage');
  const pause = await cleanupPause();
  await transaction(async (tx) => {
    if (!(await deleteSetting(CLEANUP_PAUSE, tx))) return;
    await recordAudit(tx, {
      actor,
      action: 'cleanup.resumed',
      detail: { cause: z.string().parse(pause?.cause ?? 'none') },
    });
  });
  return { paused: await cleanupPause() };
}
