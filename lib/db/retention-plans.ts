import { query } from './pool.ts';

/** A preview that can be looked through and run. */
export type RetentionPlanRow = {
  id: string;
  projectId: number;
  policy: unknown;
  /** Of the saved policy, when it is that one. */
  policyVersion: number | null;
  summary: unknown;
  expiresAt: Date;
};

/** Long enough to look through a preview and decide; its data is older by then than anyone would act upon. */
const PLAN_SECONDS = 30 * 60;

/**
 * Of one person in one project: typing makes one after another, and only the last ones are still looked at. A young one more may be on a
 * page whose next is under way; the bound holds all the same, as a plan may have megabytes.
 */
const KEPT_PLANS = 3;
const YOUNG_SECONDS = 30;
const MAX_PLANS = 20;

const COLUMNS = `id, project_id AS "projectId", policy, policy_version AS "policyVersion", summary, expires_at AS "expiresAt"`;

/** Stores a plan, and forgets those that the same person made before the last few. @returns when it expires */
export async function insertRetentionPlan(
  plan: Omit<RetentionPlanRow, 'expiresAt'> & { items: Buffer; createdBy: string | null },
): Promise<Date> {
  const [row] = await query<{ expiresAt: Date }>(
    `INSERT INTO retention_plan (id, project_id, policy, policy_version, summary, items, created_by, expires_at)
     VALUES ($1, $2, $3::jsonb, $4, $5::jsonb, $6, $7, now() + make_interval(secs => $8::int))
     RETURNING expires_at AS "expiresAt"`,
    [
      plan.id,
      plan.projectId,
      JSON.stringify(plan.policy),
      plan.policyVersion,
      JSON.stringify(plan.summary),
      plan.items,
      plan.createdBy,
      PLAN_SECONDS,
    ],
  );
  await query(
    `DELETE FROM retention_plan WHERE id IN (
       SELECT id FROM (
         SELECT id, created_at, row_number() OVER (ORDER BY created_at DESC, id) AS place FROM retention_plan
          WHERE project_id = $1 AND created_by IS NOT DISTINCT FROM $2) plan
        WHERE place > $4 OR place > $3 AND created_at < now() - make_interval(secs => $5::int))`,
    [plan.projectId, plan.createdBy, KEPT_PLANS, MAX_PLANS, YOUNG_SECONDS],
  );
  return row!.expiresAt;
}

/** A plan of the project that has not expired, without its items; null: no such. */
export async function readRetentionPlan(projectId: number, id: string): Promise<RetentionPlanRow | null> {
  const rows = await query<RetentionPlanRow>(
    `SELECT ${COLUMNS} FROM retention_plan WHERE project_id = $1 AND id = $2 AND expires_at > now()`,
    [projectId, id],
  );
  return rows[0] ?? null;
}

/** Its packed items; null when it has expired. */
export async function readRetentionPlanItems(id: string): Promise<Buffer | null> {
  const rows = await query<{ items: Buffer }>(
    'SELECT items FROM retention_plan WHERE id = $1 AND expires_at > now()',
    [id],
  );
  return rows[0]?.items ?? null;
}

/** @returns how many were over */
export async function deleteExpiredPlans(): Promise<number> {
  const rows = await query('DELETE FROM retention_plan WHERE expires_at <= now() RETURNING 1');
  return rows.length;
}
