import { setTimeout as delay } from 'node:timers/promises';
import { claimGcRun, runningGcRuns } from '#lib/db/gc-runs.ts';
import { forgetRegistryStorage, saveRegistryStorage } from '#lib/db/registry-storage.ts';
import { lowerBarrier } from '#lib/db/write-barrier.ts';
import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { dataFolder } from '#lib/runtime/data-folder.ts';
import { findRegistry, registryVersion } from '#lib/runtime/find-registry.ts';
import type { Running } from '#lib/runtime/running.ts';
import { collect, end } from './collect.ts';
import { watchDisk, type Disk } from './disk.ts';
import { removePins } from './pins.ts';
import { tellOfCollection } from './progress.ts';
import { takeStorage, type Storage } from './storage.ts';

/** How soon a run that was asked for begins, and how soon a disk that fills is noticed. */
const LOOK_MS = 1_000;
/** While another collector has the storage, or the database is away. */
const AGAIN_MS = 3_000;

/**
 * Collects garbage in the storage of the registry when it is asked to, and watches the volume. At most one process a storage does;
 * others wait to take over. @throws AppError CONFIG_INVALID, SETUP_FAILED
 */
export async function startCollector(): Promise<Running> {
  const { storage, dataDir } = env();
  if (!storage)
    throw new AppError(
      'CONFIG_INVALID',
      'LIGHTER_STORAGE is not set: give the folder of the registry’s storage, as this process sees it.',
    );
  const stop = new AbortController();
  const registry = await findRegistry(dataFolder(dataDir).tools, stop.signal, () => undefined);
  const program = await registryVersion(registry, stop.signal);
  const work = run({ folder: storage, registry }, program, stop.signal);
  return {
    async close() {
      stop.abort(new AppError('UNAVAILABLE', 'Garbage collection was stopped: Lighter was told to end.'));
      await work;
    },
  };
}

async function run(
  { folder, registry }: Pick<Storage, 'folder' | 'registry'>,
  program: string,
  signal: AbortSignal,
): Promise<void> {
  const storage = await untilDone(signal, () => takeStorage(folder, registry));
  if (!storage) return;
  try {
    await untilDone(signal, async () => {
      await recover();
      return true;
    });
    await Promise.all([serve(storage, signal), watch(folder, program, signal)]);
  } finally {
    await forgetRegistryStorage().catch(() => undefined);
    storage.lock.release();
  }
}

/**
 * Ends what a killed collector has left: its run, the barrier, its pins. Only with the storage taken: then nothing is at work there.
 */
export async function recover(): Promise<void> {
  for (const run of await runningGcRuns())
    await end(run, 'failed', { message: 'It was cut off, and has left nothing half done. Start it again.' });
  await lowerBarrier();
  await removePins();
}

async function serve(storage: Storage, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const claimed = await claimGcRun();
      if (claimed) await collect(claimed, storage, signal);
    } catch (error) {
      logger('collector').warn({ err: error }, 'the collector waits');
    }
    await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function watch(folder: string, program: string, signal: AbortSignal): Promise<void> {
  let last: Disk | null = null;
  while (!signal.aborted) {
    try {
      const disk = await watchDisk(folder);
      await saveRegistryStorage({ program, ...disk });
      if (last?.full !== disk.full || last.critical !== disk.critical) await tell(disk, last);
      last = disk;
    } catch (error) {
      logger('collector').warn({ err: error }, 'the disk is not watched');
    }
    await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function tell(disk: Disk, last: Disk | null): Promise<void> {
  if (disk.full)
    logger('collector').warn(
      { free: disk.free },
      'The disk is full: pushes are refused until space is freed',
    );
  else if (last) logger('collector').info({ free: disk.free }, 'there is room for pushes again');
  await tellOfCollection();
}

/** Tries until `attempt` gives something; null when told to stop. */
async function untilDone<T>(signal: AbortSignal, attempt: () => Promise<T | null>): Promise<T | null> {
  while (!signal.aborted) {
    try {
      const done = await attempt();
      if (done !== null) return done;
    } catch (error) {
      logger('collector').warn({ err: error }, 'the collector waits');
    }
    await delay(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
  return null;
}
