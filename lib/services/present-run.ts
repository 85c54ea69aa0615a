import { countDecisions } from '#lib/db/retention-decisions.ts';
import type { DecisionCounts } from '#lib/db/retention-decisions.ts';
import type { RetentionRunRow } from '#lib/db/retention-runs.ts';
import { guarded } from '#lib/retention/guard.ts';
import type { RetentionRun, RetentionRunDetail } from '#lib/schemas/retention-runs.ts';
import { storedPolicy } from './plan-retention.ts';
import { storedSummary } from './retention-summary.ts';

/** Runs as they leave, with how far they have come. */
export async function presentRuns(rows: readonly RetentionRunRow[]): Promise<RetentionRun[]> {
  const counts = await countDecisions(rows.map(({ id }) => id));
  return rows.map((row) => presentRun(row, counts.get(row.id)));
}

export async function presentRunDetail(row: RetentionRunRow): Promise<RetentionRunDetail> {
  const [run] = await presentRuns([row]);
  const summary = storedSummary(row.summary) ?? { repositories: [] };
  return {
    ...run!,
    policy: storedPolicy(row.policy),
    guardPercent: row.guardPercent,
    guarded:
      row.status === 'guarded'
        ? guarded(summary, row.guardPercent).filter(({ repository }) => !row.confirmed.includes(repository))
        : [],
    confirmed: row.confirmed,
  };
}

function presentRun(row: RetentionRunRow, counts: DecisionCounts | undefined): RetentionRun {
  const { planned = 0, deleted = 0, kept = 0 } = counts ?? {};
  return {
    id: String(row.id),
    trigger: row.trigger,
    status: row.status,
    observing: row.observing,
    policyVersion: row.policyVersion,
    actor: row.actor,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    stopAsked: row.stopAsked,
    message: row.message,
    totals: storedSummary(row.summary)?.totals ?? null,
    progress: { planned, deleted, kept },
  };
}
