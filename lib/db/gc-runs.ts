import { AppError } from '#lib/errors/app-error.ts';
import { isUniqueViolation } from './database-error.ts';
import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

export type GcRunRow = {
  id: number;
  trigger: 'manual' | 'schedule';
  dryRun: boolean;
  emptyTrash: boolean;
  status: 'queued' | 'running' | 'done' | 'failed';
  phase: string | null;
  done: number;
  total: number;
  message: string | null;
  bytesBefore: number | null;
  bytesAfter: number | null;
  blobs: number | null;
  bytes: number | null;
  pausedMs: number | null;
  actor: string | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
};

export type Pin = { repository: string; digest: string };

const COLUMNS = `id, trigger, dry_run AS "dryRun", empty_trash AS "emptyTrash", status, phase, done, total, message, bytes_before AS "bytesBefore",
  bytes_after AS "bytesAfter", blobs, bytes, paused_ms AS "pausedMs", actor, created_at AS "createdAt",
  started_at AS "startedAt", ended_at AS "endedAt"`;

/** Asks a collector for a run. @throws AppError CONFLICT while another is asked for or under way */
export async function insertGcRun(
  tx: Tx,
  run: Pick<GcRunRow, 'trigger' | 'dryRun' | 'emptyTrash' | 'actor'>,
): Promise<GcRunRow> {
  try {
    const [row] = await tx.query<GcRunRow>(
      `INSERT INTO gc_run (trigger, dry_run, empty_trash, actor) VALUES ($1::gc_trigger, $2, $3, $4)
       RETURNING ${COLUMNS}`,
      [run.trigger, run.dryRun, run.emptyTrash, run.actor],
    );
    return row!;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('CONFLICT', 'Garbage collection is under way already: wait until it has ended.');
  }
}

/** The run that waits for a collector, now under way; null when none does. */
export async function claimGcRun(): Promise<GcRunRow | null> {
  const [row] = await query<GcRunRow>(
    `UPDATE gc_run SET status = 'running', started_at = now() WHERE status = 'queued' RETURNING ${COLUMNS}`,
  );
  return row ?? null;
}

/** What a run has come to. */
export type GcNote = Partial<
  Pick<
    GcRunRow,
    'phase' | 'done' | 'total' | 'message' | 'bytesBefore' | 'bytesAfter' | 'blobs' | 'bytes' | 'pausedMs'
  >
>;

export async function noteGcRun(id: number, note: GcNote): Promise<void> {
  await query(NOTE, noteValues(id, note));
}

/** Ends a run, unless it has ended. */
export async function endGcRun(tx: Tx, id: number, status: 'done' | 'failed', note: GcNote): Promise<void> {
  await tx.query(NOTE, noteValues(id, note));
  await tx.query(
    `UPDATE gc_run SET status = $2::gc_status, phase = NULL, ended_at = now() WHERE id = $1 AND status IN ('queued', 'running')`,
    [id, status],
  );
}

/** Before a pin is put: whatever happens, it is known to be there. */
export async function savePins(id: number, pins: readonly Pin[]): Promise<void> {
  await query('UPDATE gc_run SET pins = $2::jsonb WHERE id = $1', [id, JSON.stringify(pins)]);
}

/** Pins that may still be in the registry, by run. */
export async function pinsLeft(): Promise<{ id: number; pins: Pin[] }[]> {
  return await query<{ id: number; pins: Pin[] }>(`SELECT id, pins FROM gc_run WHERE pins <> '[]'`);
}

/** Runs that a collector has begun and not ended. */
export async function runningGcRuns(): Promise<GcRunRow[]> {
  return await query<GcRunRow>(`SELECT ${COLUMNS} FROM gc_run WHERE status = 'running'`);
}

/** The latest runs, the last first. */
export async function readGcRuns(limit: number): Promise<GcRunRow[]> {
  return await query<GcRunRow>(`SELECT ${COLUMNS} FROM gc_run ORDER BY id DESC LIMIT $1`, [limit]);
}

export async function readGcRun(id: number): Promise<GcRunRow | null> {
  const [row] = await query<GcRunRow>(`SELECT ${COLUMNS} FROM gc_run WHERE id = $1`, [id]);
  return row ?? null;
}

/** The last run of a kind that ended well. */
export async function lastGcRun(dryRun: boolean): Promise<GcRunRow | null> {
  const [row] = await query<GcRunRow>(
    `SELECT ${COLUMNS} FROM gc_run WHERE status = 'done' AND dry_run = $1 ORDER BY id DESC LIMIT 1`,
    [dryRun],
  );
  return row ?? null;
}

function noteValues(id: number, note: GcNote): unknown[] {
  const { phase, done, total, message, bytesBefore, bytesAfter, blobs, bytes, pausedMs } = note;
  const values = [phase, done, total, message, bytesBefore, bytesAfter, blobs, bytes, pausedMs];
  return [id, ...values.map((value) => value ?? null)];
}

const NOTE = `
  UPDATE gc_run SET phase = coalesce($2, phase), done = coalesce($3::int, done), total = coalesce($4::int, total),
    message = coalesce($5, message), bytes_before = coalesce($6::bigint, bytes_before),
    bytes_after = coalesce($7::bigint, bytes_after), blobs = coalesce($8::int, blobs), bytes = coalesce($9::bigint, bytes),
    paused_ms = coalesce($10::int, paused_ms)
  WHERE id = $1`;
