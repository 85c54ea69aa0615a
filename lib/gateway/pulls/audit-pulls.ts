import { recordAudit, type AuditRecord } from '#lib/audit/record.ts';
import { logger } from '#lib/log/logger.ts';
import { SYSTEM_ACTOR, type Actor } from '#lib/services/actor.ts';

/** How often pulls are written: the audit may lag by this, and loses as much when the process is killed. */
const FLUSH_MS = 2_000;
/** Some 10 MB. A pull never waits for the audit: without a database for longer, or under a storm, the rest is dropped, and counted. */
export const MAX_WAITING = 20_000;
/** One statement of so many takes milliseconds. */
const BATCH = 1_000;

export type AuditedPull = {
  actor: Actor;
  project: string;
  repository: string;
  /** Null: asked by digest. */
  tag: string | null;
  digest: string;
};

let waiting: AuditRecord[] = [];
let dropped = 0;
let timer: NodeJS.Timeout | undefined;
let writing: Promise<void> = Promise.resolve();

/** Has a pull recorded with the next batch. Never throws, never waits. */
export function auditPull({ actor, project, repository, tag, digest }: AuditedPull): void {
  if (waiting.length >= MAX_WAITING) dropped++;
  else {
    const target = tag ?? digest;
    waiting.push({ actor, action: 'manifest.pull', project, repository, target, detail: { digest } });
  }
  timer ??= setTimeout(() => void flushAuditedPulls(), FLUSH_MS).unref();
}

/** Writes what waits; what can't be written waits for the next time. Never throws. */
export async function flushAuditedPulls(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  writing = writing.then(writeAll);
  await writing;
}

async function writeAll(): Promise<void> {
  try {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      await recordAudit(null, ...batch);
      waiting = waiting.slice(batch.length);
    }
    await tellDropped();
  } catch (err) {
    logger('gateway').warn({ err, waiting: waiting.length, dropped }, 'Pulls wait to be recorded');
    timer ??= setTimeout(() => void flushAuditedPulls(), FLUSH_MS).unref();
  }
}

/** What is missing in the log is said in the log. */
async function tellDropped(): Promise<void> {
  if (dropped === 0) return;
  const pulls = dropped;
  const detail = { pulls };
  await recordAudit(null, { actor: SYSTEM_ACTOR, action: 'audit.pulls-dropped', result: 'failed', detail });
  dropped -= pulls;
  logger('gateway').warn({ pulls }, 'Pulls came faster than they could be recorded, and were dropped');
}
