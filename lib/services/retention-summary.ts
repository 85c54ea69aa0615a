import type { z } from 'zod';
import { closestTag } from '#lib/retention/closest.ts';
import { timestampOf } from '#lib/retention/timestamps.ts';
import type { Plan, Snapshot } from '#lib/retention/types.ts';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import { retentionPreview } from '#lib/schemas/retention.ts';

const summary = retentionPreview.omit({ planId: true, project: true });

/** What is kept of a plan besides its verdicts. */
export type PlanSummary = z.output<typeof summary>;

/** `snapshot` and `policy`: what the plan was made from. */
export function summaryOf(
  { plannedAt, blocked, totals, repositories, rules }: Plan,
  snapshot: Snapshot,
  policy: RetentionPolicy,
): PlanSummary {
  const closest = (id: string) => {
    const rule = policy.rules.find((one) => one.id === id);
    return rule ? closestTag(rule, snapshot) : null;
  };
  return summary.parse({
    plannedAt: timestampOf(plannedAt),
    blocked: blocked.map((one) => ({ ...one, since: timestampOf(one.since) })),
    totals,
    repositories,
    rules: rules.map((count) => ({ ...count, closest: count.claimed === 0 ? closest(count.rule) : null })),
  });
}

/** As it was stored; null when there is none, or it is of another version. */
export function storedSummary(stored: unknown): PlanSummary | null {
  return summary.safeParse(stored).data ?? null;
}
