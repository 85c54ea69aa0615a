import { recordAudit } from '#lib/audit/record.ts';
import { readGcRuns } from '#lib/db/gc-runs.ts';
import { readRegistryStorage } from '#lib/db/registry-storage.ts';
import { getSetting, putSetting } from '#lib/db/settings.ts';
import { transaction } from '#lib/db/transaction.ts';
import { readReclaimable } from '#lib/db/unreferenced-blobs.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import { gcSchedule, type GcSchedule, type GcState } from '#lib/schemas/storage.ts';
import { SYSTEM_ACTOR, type Actor } from './actor.ts';
import { gcCommands } from './gc-commands.ts';
import { presentGcRun } from './present-gc-run.ts';
import { startGc } from './request-gc.ts';
import { requireSystem } from './require-system.ts';

const SCHEDULE = 'gc.schedule';
/** Once a week, in the night of Sunday (UTC): what was purged since is freed, and pushes wait for seconds when the fewest come. */
const DEFAULT: GcSchedule = 'weekly';
const SUNDAY = 0;

/** Runs in the history. */
const RUNS = 30;

/** How garbage is collected here, and the last runs. @throws AppError UNAUTHORIZED, DENIED */
export async function getGc(principal: Principal): Promise<GcState> {
  requireSystem(principal, 'system.manage');
  const [storage, schedule, runs] = await Promise.all([
    readRegistryStorage(),
    readSchedule(),
    readGcRuns(RUNS),
  ]);
  return {
    available: storage !== null,
    program: storage?.program ?? null,
    schedule,
    commands: storage === null ? await gcCommands() : [],
    runs: runs.map(presentGcRun),
  };
}

/** Changes when garbage is collected by itself. @throws AppError UNAUTHORIZED, DENIED */
export async function setGcSchedule(
  principal: Principal,
  schedule: GcSchedule,
  actor: Actor,
): Promise<GcState> {
  requireSystem(principal, 'system.manage');
  await transaction(async (tx) => {
    await putSetting(SCHEDULE, schedule, tx);
    await recordAudit(tx, { actor, action: 'garbage.scheduled', detail: { schedule } });
  });
  return await getGc(principal);
}

/**
 * Every night: asks for a run if it is the night for it, there is something to free, and somebody to do it.
 * @returns what came of it, for the log
 */
export async function collectOnSchedule(now = new Date()): Promise<string> {
  const schedule = await readSchedule();
  if (schedule === 'off' || (schedule === 'weekly' && now.getUTCDay() !== SUNDAY)) return 'not tonight';
  if (!(await readRegistryStorage())) return 'no collector';
  if ((await readReclaimable()).bytes === 0) return 'nothing to free';
  try {
    const run = await startGc({ dryRun: false, trigger: 'schedule', actor: SYSTEM_ACTOR });
    return `run ${run.id}`;
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFLICT') return 'one is under way';
    throw error;
  }
}

async function readSchedule(): Promise<GcSchedule> {
  return gcSchedule.safeParse(await getSetting(SCHEDULE)).data ?? DEFAULT;
}
