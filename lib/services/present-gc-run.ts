import type { GcRunRow } from '#lib/db/gc-runs.ts';
import { gcPhase, type GcRun } from '#lib/schemas/storage.ts';

/** A garbage collection as the API shows it. */
export function presentGcRun(row: GcRunRow): GcRun {
  return {
    id: String(row.id),
    trigger: row.trigger,
    dryRun: row.dryRun,
    emptyTrash: row.emptyTrash,
    status: row.status,
    phase: gcPhase.safeParse(row.phase).data ?? null,
    done: row.done,
    total: row.total,
    message: row.message || null,
    bytesBefore: row.bytesBefore,
    bytesAfter: row.bytesAfter,
    blobs: row.blobs,
    bytes: row.bytes,
    pausedMs: row.pausedMs,
    actor: row.actor,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
