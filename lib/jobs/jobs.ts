import { deleteEndedPullWindows } from '#lib/db/pull-windows.ts';
import { deleteExpiredSessions } from '#lib/db/sessions.ts';
import { deleteExpiredSecrets } from '#lib/db/secrets.ts';
import { deleteExpiredSignIns } from '#lib/db/sign-in-failures.ts';
import { deleteExpiredPlans } from '#lib/db/retention-plans.ts';
import { deleteOldRuns } from '#lib/db/retention-runs.ts';
import { refreshPullCounts } from '#lib/db/refresh-pull-counts.ts';
import { expireAudit } from '#lib/services/audit-retention.ts';
import { collectOnSchedule } from '#lib/services/gc-settings.ts';
import { purge } from '#lib/services/purge.ts';
import { queuePushedRuns } from '#lib/services/queue-run.ts';
import { reconcile } from '#lib/services/reconcile.ts';

/** Work on a schedule (cron, UTC); `run` is safe to run again, and gives back what to log. */
export type Job = {
  name: string;
  cron: string;
  atStart: boolean;
  run(signal: AbortSignal): Promise<unknown>;
};

/** What limits have counted and no longer need, and robots' secrets that are over. */
async function deleteExpiredCounts(): Promise<{ pulls: number; signIns: number; secrets: number }> {
  const [pulls, signIns] = [await deleteEndedPullWindows(), await deleteExpiredSignIns()];
  return { pulls, signIns, secrets: await deleteExpiredSecrets() };
}

/** What cleanup keeps for a while. */
async function deleteOldCleanups(): Promise<{ plans: number; runs: number }> {
  return { plans: await deleteExpiredPlans(), runs: await deleteOldRuns() };
}

export const JOBS: readonly Job[] = [
  { name: 'reconcile', cron: '7 * * * *', atStart: true, run: (signal) => reconcile({ signal }) },
  { name: 'purge', cron: '*/10 * * * *', atStart: false, run: () => purge() },
  // Shortly after midnight, when a day falls out of the thirty.
  { name: 'pull-counts', cron: '3 0 * * *', atStart: true, run: () => refreshPullCounts() },
  { name: 'sessions', cron: '33 3 * * *', atStart: false, run: () => deleteExpiredSessions() },
  // Schedules have a queue of their own: lib/jobs/retention-schedules.ts.
  { name: 'retention-pushes', cron: '* * * * *', atStart: false, run: () => queuePushedRuns() },
  { name: 'retention-tidy', cron: '*/10 * * * *', atStart: false, run: () => deleteOldCleanups() },
  { name: 'garbage', cron: '17 3 * * *', atStart: false, run: () => collectOnSchedule() },
  { name: 'audit', cron: '23 2 * * *', atStart: false, run: (signal) => expireAudit(signal) },
  // As often as failed sign-ins are forgotten, or a long attack leaves many rows.
  { name: 'limits', cron: '*/15 * * * *', atStart: false, run: () => deleteExpiredCounts() },
];
