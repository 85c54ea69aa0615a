import { recordAudit } from '#lib/audit/record.ts';
import { insertDecisions, repositoriesToDo } from '#lib/db/retention-decisions.ts';
import { readRetentionPolicy } from '#lib/db/retention-policies.ts';
import type { ClaimedRun, RunEnd } from '#lib/db/retention-runs.ts';
import { endRetentionRun, notePlanned, releaseRetentionRun } from '#lib/db/retention-runs.ts';
import { transaction } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import { deletesOff } from '#lib/registry/untag.ts';
import { guarded } from '#lib/retention/guard.ts';
import type { AuditResult } from '#lib/schemas/audit.ts';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import { cleanUpRepository } from './clean-up-repository.ts';
import { noticeRestore } from './notice-restore.ts';
import { planRetention, storedPolicy } from './plan-retention.ts';
import { publishRetention } from './publish-retention.ts';
import { RunTaken } from './retention-check.ts';
import { guardSentence } from './retention-guard.ts';
import { RunLease } from './retention-lease.ts';
import { retentionPauses } from './retention-pauses.ts';
import { decisionOf, itemsOf, removalsOf } from './retention-plan-items.ts';
import type { PlanSummary } from './retention-summary.ts';
import { storedSummary, summaryOf } from './retention-summary.ts';

/** How a run ends, or null: it is to be gone on with, here no more. */
type Outcome = { status: RunEnd; message: string | null } | null;

/**
 * Works at a claimed run until it ends, is taken over, or `signal` says that this process ends. What was done before is not done
 * again: any worker can go on with it at any point. Never throws.
 */
export async function workRun(run: ClaimedRun, signal: AbortSignal): Promise<void> {
  const lease = new RunLease(run, signal);
  try {
    const outcome = await attempt(run, lease);
    if (outcome) await end(run, outcome);
    else if (lease.halt === 'release') await releaseRetentionRun(run);
  } catch (err) {
    // Without the database nothing can be said of it: whoever claims it once its lease is over goes on.
    logger('retention').error({ err, run: run.id }, 'a run could not be gone on with');
  } finally {
    lease.close();
  }
}

async function attempt(run: ClaimedRun, lease: RunLease): Promise<Outcome> {
  try {
    await publishRetention(null, run.project, run.actor);
    return await perform(run, lease);
  } catch (error) {
    if (error instanceof RunTaken) return (await lease.renew()) === 'stop' ? STOPPED : null;
    if (error instanceof AppError && error.code === 'UNAVAILABLE') throw error;
    logger('retention').error({ err: error, run: run.id }, 'a run failed');
    return { status: 'failed', message: error instanceof AppError ? error.message : FAILED };
  }
}

const STOPPED: Outcome = { status: 'stopped', message: null };
const FAILED = 'It failed unexpectedly: the log of the worker says why. What it had deleted is in the trash.';

async function perform(run: ClaimedRun, lease: RunLease): Promise<Outcome> {
  await noticeRestore();
  const held = await whatHolds(run);
  if (held) return held;
  const policy = storedPolicy(run.policy);
  const planned = run.plannedAt === null ? await makePlan(run, policy) : null;
  const summary = planned ?? storedSummary(run.summary);
  if (!summary)
    return { status: 'failed', message: 'Its plan is of another version of Lighter: begin a new run.' };
  if (run.observing) return { status: 'done', message: null };
  const tripped = guarded(summary, run.guardPercent).filter(
    ({ repository }) => !run.confirmed.includes(repository),
  );
  if (tripped.length > 0) return { status: 'guarded', message: guardSentence(tripped) };
  for (const repository of await repositoriesToDo(run.id)) {
    const halted = await cleanUpRepository(run, {
      repository,
      policy,
      goOn: async () => (await whatHolds(run)) ?? haltOf(await lease.renew()),
    });
    if (halted !== 'done') return halted;
  }
  return { status: 'done', message: null };
}

/** `true`: on; else how the run ends, or that this worker lets go of it. */
function haltOf(halt: RunLease['halt']): Outcome | true {
  if (halt === null) return true;
  return halt === 'stop' ? STOPPED : null;
}

/** What keeps a run from deleting, at its beginning and at any later moment. */
async function whatHolds(run: ClaimedRun): Promise<Outcome> {
  const pauses = await retentionPauses();
  const blocking = pauses.find(({ blocks }) => blocks === 'every' || run.trigger !== 'manual');
  if (blocking) return { status: 'blocked', message: blocking.message };
  if ((await capabilities()).untag === 'none') return { status: 'blocked', message: deletesOff().message };
  if (run.policyVersion === null) return null;
  const saved = await readRetentionPolicy(run.projectId);
  if (saved?.version === run.policyVersion) return null;
  return { status: 'stopped', message: 'The rules were changed or removed while it ran: begin a new run.' };
}

async function makePlan(run: ClaimedRun, policy: RetentionPolicy): Promise<PlanSummary> {
  const { plan, snapshot } = await planRetention(run.project, { projectId: run.projectId }, policy);
  const summary = summaryOf(plan, snapshot, policy);
  const decisions = removalsOf(itemsOf(plan, null)).map(decisionOf);
  await transaction(async (tx) => {
    if (!(await notePlanned(tx, run, summary))) throw new RunTaken();
    await insertDecisions(tx, run.id, decisions);
    await publishRetention(tx, run.project, run.actor);
  });
  return summary;
}

/** A guard or a pause refuses; what was stopped did what it was told. */
const RESULT: Record<RunEnd, AuditResult> = {
  done: 'done',
  stopped: 'done',
  failed: 'failed',
  guarded: 'refused',
  blocked: 'refused',
};

async function end(run: ClaimedRun, outcome: NonNullable<Outcome>): Promise<void> {
  const ended = await transaction(async (tx) => {
    if (!(await endRetentionRun(tx, run, outcome))) return false;
    await recordAudit(tx, {
      actor: { name: run.actor, address: run.address },
      action: `retention.run-${outcome.status}`,
      result: RESULT[outcome.status],
      project: run.project,
      target: String(run.id),
      detail: {
        trigger: run.trigger,
        observing: run.observing,
        ...(outcome.message && { message: outcome.message }),
      },
    });
    await publishRetention(tx, run.project, run.actor);
    return true;
  });
  if (ended)
    logger('retention').info({ run: run.id, project: run.project, ...outcome }, 'a run of cleanup has ended');
}
