import { readRetentionPolicy, takePushedProjects } from '#lib/db/retention-policies.ts';
import { insertRetentionRun, readCurrentRuns } from '#lib/db/retention-runs.ts';
import { transaction } from '#lib/db/transaction.ts';
import { readProjectName } from '#lib/db/projects.ts';
import { SYSTEM_ACTOR } from './actor.ts';
import { publishRetention } from './publish-retention.ts';
import { retentionPauses } from './retention-pauses.ts';

/** What comes of a run that begins by itself. */
export type Queued = 'queued' | 'blocked' | 'under way' | 'no policy';

/**
 * Queues a run of the saved policy that nobody asked for by hand. While something blocks such runs, one is noted that says so;
 * not again and again for the same reason.
 */
export async function queueRun(projectId: number, trigger: 'schedule' | 'push'): Promise<Queued> {
  const [saved, pauses, { active, last }] = await Promise.all([
    readRetentionPolicy(projectId),
    retentionPauses(),
    readCurrentRuns(projectId),
  ]);
  if (!saved) return 'no policy';
  if (active) return 'under way';
  const message = pauses[0]?.message ?? null;
  if (message !== null && last?.status === 'blocked' && last.message === message) return 'blocked';
  return await transaction(async (tx) => {
    const id = await insertRetentionRun(tx, {
      projectId,
      trigger,
      status: message === null ? 'queued' : 'blocked',
      observing: saved.state === 'observing',
      policy: saved.policy,
      policyVersion: saved.version,
      guardPercent: saved.guardPercent,
      confirmed: [],
      actor: SYSTEM_ACTOR.name,
      address: SYSTEM_ACTOR.address,
      message,
    });
    if (id === null) return 'under way';
    const project = await readProjectName(tx, projectId);
    if (project !== null) await publishRetention(tx, project, null);
    return message === null ? 'queued' : 'blocked';
  });
}

/** Pushes have been quiet for so long: what belongs together has come, and one run is enough for all of it. */
const QUIET_SECONDS = 120;
/** Where they never are, a run begins this long after the first. */
const PATIENCE_SECONDS = 15 * 60;

/** Queues a run where the saved policy looks at pushes, and there were some. @returns how many */
export async function queuePushedRuns(): Promise<number> {
  const projects = await takePushedProjects(QUIET_SECONDS, PATIENCE_SECONDS);
  for (const project of projects) await queueRun(project, 'push');
  return projects.length;
}
