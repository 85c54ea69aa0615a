import { recordAudit } from '#lib/audit/record.ts';
import { insertGcRun, type GcRunRow } from '#lib/db/gc-runs.ts';
import { readRegistryStorage } from '#lib/db/registry-storage.ts';
import { transaction } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { publish } from '#lib/events/publish.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { GcRun } from '#lib/schemas/storage.ts';
import type { Actor } from './actor.ts';
import { presentGcRun } from './present-gc-run.ts';
import { requireSystem } from './require-system.ts';

/**
 * Asks the collector for a garbage collection, or (dry run) what it would free.
 * @throws AppError UNAUTHORIZED, DENIED; CONFLICT while one is under way; UNSUPPORTED without a collector
 */
export async function requestGc(
  principal: Principal,
  input: { dryRun: boolean; emptyTrash: boolean },
  actor: Actor,
): Promise<GcRun> {
  requireSystem(principal, 'system.manage');
  return presentGcRun(await startGc({ ...input, trigger: 'manual', actor }));
}

/** As `requestGc`, for those who need not be asked: the schedule, and the command line. */
export async function startGc(wish: {
  dryRun: boolean;
  emptyTrash?: boolean;
  trigger: GcRunRow['trigger'];
  actor: Actor;
}): Promise<GcRunRow> {
  const { dryRun, trigger, actor } = wish;
  const emptyTrash = !dryRun && (wish.emptyTrash ?? false);
  if (!(await readRegistryStorage()))
    throw new AppError(
      'UNSUPPORTED',
      'No collector is there to free space in this registry: run the command that the storage page shows, or "lighter collector".',
    );
  return await transaction(async (tx) => {
    const run = await insertGcRun(tx, { trigger, dryRun, emptyTrash, actor: actor.name });
    const detail = { run: run.id, emptyTrash };
    if (!dryRun) await recordAudit(tx, { actor, action: 'garbage.requested', detail });
    await publish(tx, { kind: 'storage', project: '', repository: null, tags: [], actor: actor.name });
    return run;
  });
}
