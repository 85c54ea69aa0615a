import { recordAudit } from '#lib/audit/record.ts';
import { endGcRun, type GcNote, type GcRunRow } from '#lib/db/gc-runs.ts';
import { forgetCollectedUploads } from '#lib/db/project-blobs.ts';
import { sampleManifests } from '#lib/db/sample-manifests.ts';
import { endTrash } from '#lib/db/trash.ts';
import { transaction } from '#lib/db/transaction.ts';
import {
  forgetLostBlobs,
  forgetPurgedBlobs,
  forgetUnreferencedBlobs,
  keptAmong,
} from '#lib/db/unreferenced-blobs.ts';
import { beginCollecting, lowerBarrier } from '#lib/db/write-barrier.ts';
import { beginWrite } from '#lib/db/write-gate.ts';
import { env } from '#lib/env/env.ts';
import { AppError, toAppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import { deletesOff } from '#lib/registry/untag.ts';
import { SYSTEM_ACTOR } from '#lib/services/actor.ts';
import { purge } from '#lib/services/purge.ts';
import { requireTrust } from '#lib/services/upstream-trust.ts';
import { abandonedUploads, hasManifest, measureContent, removeAbandonedUploads } from './content.ts';
import { anotherStorage, pinPushes, removePins, showAllRepositories } from './pins.ts';
import { Progress, tellOfCollection } from './progress.ts';
import { runProgram, type Freed } from './program.ts';
import { awaitQuiet, type Quiet } from './quiet.ts';
import type { Storage } from './storage.ts';

/** Does a run that was claimed, and ends it, well or not. Never throws but without a database. */
export async function collect(run: GcRunRow, storage: Storage, signal: AbortSignal): Promise<void> {
  const progress = new Progress(run.id);
  const started = performance.now();
  try {
    const note = await (run.dryRun ? look(progress, storage, signal) : free(run, progress, storage, signal));
    await end(run, 'done', note);
  } catch (error) {
    logger('collector').error({ err: error, run: run.id }, 'Garbage collection failed');
    const why: unknown = signal.aborted ? signal.reason : error;
    await end(run, 'failed', { message: toAppError(why).message });
  }
  const ms = Math.round(performance.now() - started);
  logger('collector').info({ run: run.id, ms }, 'garbage collection ended');
}

/** Ends a run for good, with its event. */
export async function end(run: GcRunRow, status: 'done' | 'failed', note: GcNote): Promise<void> {
  await transaction(async (tx) => {
    await endGcRun(tx, run.id, status, note);
    if (run.dryRun) return;
    const detail = { run: run.id, status, blobs: note.blobs ?? 0, bytes: note.bytes ?? 0 };
    await recordAudit(tx, { actor: SYSTEM_ACTOR, action: 'garbage.collected', detail });
  });
  await tellOfCollection();
}

/** What a collection now would free, without stopping anybody. */
async function look(progress: Progress, storage: Storage, signal: AbortSignal): Promise<GcNote> {
  const { eligible, before } = await survey(progress, storage, signal);
  return { bytesBefore: before, ...sumOf(await withoutKept(eligible)) };
}

async function free(
  run: GcRunRow,
  progress: Progress,
  storage: Storage,
  signal: AbortSignal,
): Promise<GcNote> {
  if (env().upstreamMode !== 'exclusive') throw othersWrite();
  await requireTrust();
  if ((await capabilities()).untag === 'none') throw deletesOff();
  await progress.note({ phase: 'purging' });
  if (run.emptyTrash) await endTrash();
  await purge();
  const { eligible, before } = await survey(progress, storage, signal);
  const nothing = (await withoutKept(eligible)).size === 0 && !(await hasAbandonedUploads(storage.folder));
  if (nothing) return { bytesBefore: before, bytesAfter: before, blobs: 0, bytes: 0 };
  await progress.note({ phase: 'waiting', bytesBefore: before, done: 0, total: 0 });
  const { freed, uploads, pausedMs } = await whileQuiet(run.id, progress, storage, signal, eligible);
  await progress.note({ phase: 'cleaning', pausedMs });
  await removePins();
  const { bytes } = sumOf(freed);
  return {
    bytesAfter: (await measureContent(storage.folder)).bytes,
    blobs: freed.size,
    bytes: bytes + uploads,
  };
}

function othersWrite(): AppError {
  return new AppError(
    'CONFIG_INVALID',
    'Others may push to this registry past Lighter (UPSTREAM_MODE=shared), and what they are pushing would be deleted: nothing was. Stop the registry and run its own command, as the storage page shows where there is no collector.',
  );
}

type Survey = { eligible: Freed; before: number };

/** Before anybody has to wait: whether the registry's program gets through at all, and what it would delete. */
async function survey(progress: Progress, storage: Storage, signal: AbortSignal): Promise<Survey> {
  await progress.note({ phase: 'measuring' });
  await requireSameStorage(storage.folder);
  const { bytes: before } = await measureContent(storage.folder);
  const permit = await beginWrite();
  const total = await showAllRepositories(storage.folder).finally(() => permit.release());
  await progress.note({ phase: 'marking', bytesBefore: before, done: 0, total });
  const eligible = await runProgram(storage, { dryRun: true, signal, known: new Map() }, (done) =>
    progress.glance({ done }),
  );
  return { eligible, before };
}

type Emptied = { freed: Freed; uploads: number; pausedMs: number };

/** The part that writers wait for. */
async function whileQuiet(
  runId: number,
  progress: Progress,
  storage: Storage,
  signal: AbortSignal,
  known: Freed,
): Promise<Emptied> {
  const quiet = await awaitQuiet(runId, signal, (names) =>
    progress.glance({ message: `Waiting for ${names.join(', ')}.` }),
  );
  try {
    await keepPushes(runId, progress, storage, quiet);
    const total = known.size;
    await progress.note({ phase: 'collecting', done: 0, total });
    const uploads = await removeAbandonedUploads(storage.folder);
    const freed = await runProgram(storage, { dryRun: false, signal, known }, (_, deleted) =>
      progress.glance({ done: deleted }),
    );
    await forgetPurgedBlobs();
    await forgetCollectedUploads([...freed.keys()]);
    return { freed, uploads, pausedMs: Math.round(performance.now() - quiet.since) };
  } finally {
    quiet.end();
    // Whatever happened, the program has ended here.
    await lowerAgain();
  }
}

async function keepPushes(runId: number, progress: Progress, storage: Storage, quiet: Quiet): Promise<void> {
  await progress.note({ phase: 'pinning', message: '' });
  await showAllRepositories(storage.folder);
  await forgetLostBlobs(await pinPushes(runId, storage.folder));
  await forgetUnreferencedBlobs();
  if (await beginCollecting(quiet.raises)) return;
  throw new AppError('CONFLICT', 'The pause of pushes ended too early: nothing was deleted. Try again.');
}

/** Without the database nobody can hear that writers may go on: until it is back, they can't write anyway. */
async function lowerAgain(): Promise<void> {
  for (;;) {
    try {
      return await lowerBarrier();
    } catch (error) {
      logger('collector').warn({ err: error }, 'writers still wait');
      await new Promise((resolve) => setTimeout(resolve, LOWER_AGAIN_MS));
    }
  }
}

const LOWER_AGAIN_MS = 1_000;

async function hasAbandonedUploads(storage: string): Promise<boolean> {
  for await (const _ of abandonedUploads(storage)) return true;
  return false;
}

/** Of a folder that is another registry's, or an empty one that was mounted by mistake, nothing is believed. */
async function requireSameStorage(storage: string): Promise<void> {
  const sample = await sampleManifests(SAMPLE);
  const there = await Promise.all(
    sample.map(({ repository, digest }) => hasManifest(storage, repository, digest)),
  );
  const gone = there.filter((one) => !one).length;
  if (gone > sample.length * MAX_SHARE_GONE) throw anotherStorage(storage);
}

const SAMPLE = 20;
/** More than single damaged files explain; as in lib/services/upstream-trust.ts. */
const MAX_SHARE_GONE = 0.25;

async function withoutKept(eligible: Freed): Promise<Freed> {
  const kept = await keptAmong([...eligible.keys()]);
  return new Map([...eligible].filter(([digest]) => !kept.has(digest)));
}

function sumOf(freed: Freed): { blobs: number; bytes: number } {
  return { blobs: freed.size, bytes: [...freed.values()].reduce((sum, size) => sum + size, 0) };
}
