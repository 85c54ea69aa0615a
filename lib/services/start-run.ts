import { recordAudit } from '#lib/audit/record.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import { insertDecisions } from '#lib/db/retention-decisions.ts';
import { readRetentionPlan } from '#lib/db/retention-plans.ts';
import { readRetentionPolicy } from '#lib/db/retention-policies.ts';
import type { NewRetentionRun } from '#lib/db/retention-runs.ts';
import { insertRetentionRun, noteQueuedPlan, readRetentionRun } from '#lib/db/retention-runs.ts';
import { transaction } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { DEFAULT_GUARD_PERCENT } from '#lib/schemas/retention-runs.ts';
import type { RetentionRunDetail, StartRunInput } from '#lib/schemas/retention-runs.ts';
import type { Actor } from './actor.ts';
import { presentRunDetail } from './present-run.ts';
import { publishRetention } from './publish-retention.ts';
import { requireProject } from './require-access.ts';
import { retentionPauses } from './retention-pauses.ts';
import { decisionOf, planExpired, removalsOf, unpackItems } from './retention-plan-items.ts';

/**
 * Queues a run by hand: of what a preview showed, or of what the saved policy says once a worker takes it up.
 * @throws AppError NOT_FOUND (also for the preview of another project), UNAUTHORIZED, DENIED; CONFLICT while another run is queued or
 *   running, or cleanup is paused; REQUEST_INVALID where nothing is saved
 */
export async function startRun(
  principal: SignedIn,
  name: string,
  input: StartRunInput,
  actor: Actor,
): Promise<RetentionRunDetail> {
  const project = await requireProject(principal, name, 'retention.manage');
  const id = await queueManualRun(project, input, actor);
  return await presentRunDetail((await readRetentionRun(project.id, id))!);
}

type Project = { id: number; name: string };

/** The same for who may. @returns the run's id */
export async function queueManualRun(project: Project, input: StartRunInput, actor: Actor): Promise<number> {
  const pause = (await retentionPauses()).find(({ blocks }) => blocks === 'every');
  if (pause) throw new AppError('CONFLICT', pause.message);
  const what =
    input.planId === undefined ? await ofSaved(project.id) : await ofPlan(project.id, input.planId);
  const run: NewRetentionRun = {
    ...what.run,
    projectId: project.id,
    trigger: 'manual',
    status: 'queued',
    observing: input.observe,
    confirmed: input.confirm,
    actor: actor.name,
    address: actor.address,
    message: null,
  };
  return await transaction(async (tx) => {
    const id = await insertRetentionRun(tx, run);
    if (id === null) throw underWay();
    if (what.plan) {
      await insertDecisions(tx, id, what.plan.decisions);
      await noteQueuedPlan(tx, id, what.plan.summary);
    }
    const detail = { observing: input.observe, confirmed: input.confirm };
    const about = { project: project.name, target: String(id), detail };
    await recordAudit(tx, { actor, action: 'retention.run-started', ...about });
    await publishRetention(tx, project.name, actor.name);
    return id;
  });
}

type What = {
  run: Pick<NewRetentionRun, 'policy' | 'policyVersion' | 'guardPercent'>;
  plan: { decisions: ReturnType<typeof decisionOf>[]; summary: unknown } | null;
};

async function ofSaved(projectId: number): Promise<What> {
  const saved = await readRetentionPolicy(projectId);
  if (!saved) throw new AppError('REQUEST_INVALID', 'No cleanup is saved here: save one, or run a preview.');
  const { policy, version, guardPercent } = saved;
  return { run: { policy, policyVersion: version, guardPercent }, plan: null };
}

async function ofPlan(projectId: number, planId: string): Promise<What> {
  const plan = await readRetentionPlan(projectId, planId);
  if (!plan) throw planExpired();
  const saved = await readRetentionPolicy(projectId);
  const decisions = removalsOf(await unpackItems(planId)).map(decisionOf);
  const guardPercent = saved?.guardPercent ?? DEFAULT_GUARD_PERCENT;
  // A preview of rules that were saved differently since is a draft by now.
  const policyVersion = saved?.version === plan.policyVersion ? plan.policyVersion : null;
  return {
    run: { policy: plan.policy, policyVersion, guardPercent },
    plan: { decisions, summary: plan.summary },
  };
}

export function underWay(): AppError {
  return new AppError('CONFLICT', 'A run of this cleanup is under way. Wait until it has ended, or stop it.');
}
