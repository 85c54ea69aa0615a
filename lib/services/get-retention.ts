import type { RetentionPolicyRow } from '#lib/db/retention-policies.ts';
import { readRetentionPolicy } from '#lib/db/retention-policies.ts';
import { readCurrentRuns } from '#lib/db/retention-runs.ts';
import type { Principal } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';
import { retentionPolicy } from '#lib/schemas/retention.ts';
import type { SavedRetention } from '#lib/schemas/retention-runs.ts';
import { DEFAULT_GUARD_PERCENT } from '#lib/schemas/retention-runs.ts';
import { SEE_TRASH } from './list-trash.ts';
import { storedPolicy } from './plan-retention.ts';
import { presentRuns } from './present-run.ts';
import { requireProject } from './require-access.ts';
import { retentionPauses } from './retention-pauses.ts';

/** What is cleaned up and why is the members' business, as the trash is. */
export const SEE_RETENTION = SEE_TRASH;

/** What is saved of a project's cleanup, and how it goes. @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED */
export async function getRetention(principal: Principal, name: string): Promise<SavedRetention> {
  const project = await requireProject(principal, name, SEE_RETENTION);
  const [saved, pauses, { active, last }] = await Promise.all([
    readRetentionPolicy(project.id),
    retentionPauses(),
    readCurrentRuns(project.id),
  ]);
  const rows = [active, last].filter((run) => run !== null);
  const runs = await presentRuns(rows);
  const presented = (row: typeof active) => runs.find(({ id }) => id === String(row?.id)) ?? null;
  return {
    ...(saved ? presentSaved(saved) : NOTHING_SAVED),
    pauses,
    activeRun: presented(active),
    lastRun: presented(last),
    abilities: { manage: can(principal, 'retention.manage', project).allowed },
  };
}

type Stored = Omit<SavedRetention, 'pauses' | 'activeRun' | 'lastRun' | 'abilities'>;

const NOTHING_SAVED: Stored = {
  version: 0,
  state: 'observing',
  policy: retentionPolicy.parse({}),
  schedule: null,
  timeZone: 'UTC',
  onPush: false,
  guardPercent: DEFAULT_GUARD_PERCENT,
  updatedAt: null,
  updatedBy: null,
};

function presentSaved(row: RetentionPolicyRow): Stored {
  return {
    version: row.version,
    state: row.state,
    policy: storedPolicy(row.policy),
    schedule: row.schedule,
    timeZone: row.timeZone,
    onPush: row.onPush,
    guardPercent: row.guardPercent,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
  };
}
