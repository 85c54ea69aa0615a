import { randomUUID } from 'node:crypto';
import { insertRetentionPlan } from '#lib/db/retention-plans.ts';
import type { RetentionPolicyRow } from '#lib/db/retention-policies.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { guarded } from '#lib/retention/guard.ts';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import type { PreviewInput, PreviewResult } from '#lib/schemas/retention-runs.ts';
import { DEFAULT_GUARD_PERCENT } from '#lib/schemas/retention-runs.ts';
import { planBoth, storedPolicy } from './plan-retention.ts';
import type { StoredItem } from './retention-plan-items.ts';
import { itemsOf, packItems } from './retention-plan-items.ts';
import { summaryOf } from './retention-summary.ts';

/** Plain data: it may come from another thread. */
export type PreviewOrder = {
  project: { id: number; name: string };
  saved: RetentionPolicyRow | null;
  input: PreviewInput;
  /** Whose preview it is. */
  createdBy: string | null;
};

/** A preview for who may: see `previewRetention`. @throws AppError REQUEST_INVALID without any policy */
export async function makePreview(order: PreviewOrder): Promise<PreviewResult> {
  const { project, saved, input, createdBy } = order;
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
