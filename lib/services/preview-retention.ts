import { randomUUID } from 'node:crypto';
import { insertRetentionPlan } from '#lib/db/retention-plans.ts';
import type { RetentionPolicyRow } from '#lib/db/retention-policies.ts';
import { readRetentionPolicy } from '#lib/db/retention-policies.ts';
import { AppError } from '#lib/errors/app-error.ts';
import type { Principal } from '#lib/policies/can.ts';
import { guarded } from '#lib/retention/guard.ts';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import type { PreviewInput, PreviewResult } from '#lib/schemas/retention-runs.ts';
import { DEFAULT_GUARD_PERCENT } from '#lib/schemas/retention-runs.ts';
import { actorOf } from './actor.ts';
import { planBoth, storedPolicy } from './plan-retention.ts';
import { requireProject } from './require-access.ts';
import type { StoredItem } from './retention-plan-items.ts';
import { itemsOf, packItems } from './retention-plan-items.ts';
import { summaryOf } from './retention-summary.ts';

/**
 * What a draft (or, without one, the saved policy) would do now, as a plan that can be looked through and run for a while.
 * Nothing else is stored. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED; REQUEST_INVALID without any policy
 */
export async function previewRetention(
  principal: Principal,
  input: PreviewInput & { project: string },
): Promise<PreviewResult> {
  const project = await requireProject(principal, input.project, 'retention.manage');
  const saved = await readRetentionPolicy(project.id);
  return await makePreview(project, saved, input, actorOf(principal, null).name);
}

/** The same for who may; `createdBy`: whose preview it is. */
export async function makePreview(
  project: { id: number; name: string },
  saved: RetentionPolicyRow | null,
  input: PreviewInput,
  createdBy: string | null,
): Promise<PreviewResult> {
  const savedPolicy = saved && storedPolicy(saved.policy);
  const policy = input.policy ?? savedPolicy;
  if (!policy) throw new AppError('REQUEST_INVALID', 'No cleanup is saved here: give a policy to preview.');
  const plans = await planBoth(project.name, { projectId: project.id }, policy, savedPolicy);
  const items = itemsOf(plans.drafted, plans.saved);
  const summary = summaryOf(plans.drafted, plans.snapshot, policy);
  const id = randomUUID();
  const expiresAt = await insertRetentionPlan({
    id,
    projectId: project.id,
    policy,
    policyVersion: plans.saved === plans.drafted ? saved!.version : null,
    summary,
    items: await packItems(items),
    createdBy,
  });
  const guardPercent = input.guardPercent ?? saved?.guardPercent ?? DEFAULT_GUARD_PERCENT;
  return {
    planId: id,
    project: project.name,
    ...summary,
    expiresAt: expiresAt.toISOString(),
    verdicts: items.length,
    difference: differenceOf(items, savedPolicy),
    guarded: guarded(summary, guardPercent),
  };
}

function differenceOf(items: StoredItem[], saved: RetentionPolicy | null): PreviewResult['difference'] {
  if (!saved) return null;
  const count = (change: StoredItem['change']) => items.filter((item) => item.change === change).length;
  return { added: count('added'), removed: count('removed') };
}
