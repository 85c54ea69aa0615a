import { query } from './pool.ts';
import type { Tx } from './transaction.ts';

/** As it is saved; `policy` as lib/schemas/retention.ts has it, to be parsed by who reads it. */
export type RetentionPolicyRow = {
  projectId: number;
  version: number;
  state: 'observing' | 'active';
  policy: unknown;
  schedule: string | null;
  timeZone: string;
  onPush: boolean;
  guardPercent: number;
  updatedBy: string | null;
  updatedAt: Date;
};

const COLUMNS = `
  project_id AS "projectId", version, state, policy, schedule, time_zone AS "timeZone", on_push AS "onPush",
  guard_percent AS "guardPercent", updated_by AS "updatedBy", updated_at AS "updatedAt"`;

/** What is saved for a project, locked when it is read in `tx`; null: nothing. */
export async function readRetentionPolicy(projectId: number, tx?: Tx): Promise<RetentionPolicyRow | null> {
  const text = `SELECT ${COLUMNS} FROM retention_policy WHERE project_id = $1`;
  const rows = await (tx
    ? tx.query<RetentionPolicyRow>(`${text} FOR UPDATE`, [projectId])
    : query<RetentionPolicyRow>(text, [projectId]));
  return rows[0] ?? null;
}

export type RetentionPolicyChange = Omit<RetentionPolicyRow, 'version' | 'updatedAt'>;

/**
 * Saves it as the version after `version`. A policy that only now looks at pushes takes those so far as seen.
 * @returns false when `version` is not the saved one any more (0: there is none)
 */
export async function saveRetentionPolicy(
  tx: Tx,
  version: number,
  change: RetentionPolicyChange,
): Promise<boolean> {
  const rows = await tx.query(version === 0 ? INSERT : UPDATE, [
    change.projectId,
    version,
    change.state,
    JSON.stringify(change.policy),
    change.schedule,
    change.timeZone,
    change.onPush,
    change.guardPercent,
    change.updatedBy,
  ]);
  return rows.length > 0;
}

/** @returns false when `version` is not the saved one any more */
export async function deleteRetentionPolicy(tx: Tx, projectId: number, version: number): Promise<boolean> {
  const rows = await tx.query(
    'DELETE FROM retention_policy WHERE project_id = $1 AND version = $2 RETURNING 1',
    [projectId, version],
  );
  return rows.length > 0;
}

/** @returns false when `version` is not the saved one any more */
export async function activateRetentionPolicy(
  tx: Tx,
  projectId: number,
  version: number,
  actor: string | null,
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE retention_policy SET state = 'active', version = version + 1, updated_by = $3, updated_at = now()
     WHERE project_id = $1 AND version = $2 RETURNING 1`,
    [projectId, version, actor],
  );
  return rows.length > 0;
}

export type RetentionScheduleRow = { projectId: number; schedule: string; timeZone: string };

/** All schedules there are. */
export async function readRetentionSchedules(): Promise<RetentionScheduleRow[]> {
  return query<RetentionScheduleRow>(
    `SELECT project_id AS "projectId", schedule, time_zone AS "timeZone" FROM retention_policy
     WHERE schedule IS NOT NULL ORDER BY project_id`,
  );
}

/**
 * Projects whose policy looks at pushes, and that were pushed to since their last run of that kind: pushes have been quiet for
 * `quietSeconds`, or have gone on for `patienceSeconds`. Each is given once: its pushes so far count as seen.
 */
export async function takePushedProjects(quietSeconds: number, patienceSeconds: number): Promise<number[]> {
  const rows = await query<{ projectId: number }>(TAKE_PUSHED, [quietSeconds, patienceSeconds]);
  return rows.map(({ projectId }) => projectId);
}

const PUSHED_SO_FAR = 'CASE WHEN $7 THEN (SELECT last_pushed_at FROM project WHERE id = $1) END';

const INSERT = `
  INSERT INTO retention_policy (project_id, version, state, policy, schedule, time_zone, on_push, guard_percent, updated_by, handled_push_at)
  VALUES ($1, $2::int + 1, $3::retention_state, $4::jsonb, $5, $6, $7, $8, $9, ${PUSHED_SO_FAR})
  ON CONFLICT (project_id) DO NOTHING RETURNING 1`;

const UPDATE = `
  UPDATE retention_policy p SET version = p.version + 1, state = $3::retention_state, policy = $4::jsonb, schedule = $5,
    time_zone = $6, on_push = $7, guard_percent = $8, updated_by = $9, updated_at = now(),
    handled_push_at = CASE WHEN p.on_push THEN p.handled_push_at ELSE ${PUSHED_SO_FAR} END
  WHERE p.project_id = $1 AND p.version = $2 RETURNING 1`;

/** The first push that is not seen yet: the tag's move tells when; a push of what was there already moves nothing. */
const TAKE_PUSHED = `
  UPDATE retention_policy p SET handled_push_at = pr.last_pushed_at
  FROM project pr
  WHERE pr.id = p.project_id AND p.on_push
    AND pr.last_pushed_at > coalesce(p.handled_push_at, '-infinity')
    AND (pr.last_pushed_at < now() - make_interval(secs => $1::int)
      OR EXISTS (
        SELECT 1 FROM repository r JOIN tag_event e ON e.repository_id = r.id
        WHERE r.project_id = p.project_id AND e.kind = 'pushed' AND e.at > coalesce(p.handled_push_at, '-infinity')
          AND e.at < now() - make_interval(secs => $2::int)))
  RETURNING p.project_id AS "projectId"`;
