import type { Position, Sorted, SortedPage } from './keyset.ts';
import { readPage, sortById } from './keyset.ts';
import { query } from './pool.ts';
import { SqlValues } from './sql-values.ts';
import type { Tx } from './transaction.ts';

export type RetentionRunStatus = 'queued' | 'running' | 'guarded' | 'blocked' | 'done' | 'stopped' | 'failed';
export type RetentionTrigger = 'manual' | 'schedule' | 'push';

export type RetentionRunRow = {
  id: number;
  projectId: number;
  project: string;
  trigger: RetentionTrigger;
  status: RetentionRunStatus;
  observing: boolean;
  policy: unknown;
  policyVersion: number | null;
  guardPercent: number;
  confirmed: string[];
  actor: string | null;
  address: string | null;
  createdAt: Date;
  plannedAt: Date | null;
  startedAt: Date | null;
  endedAt: Date | null;
  stopAsked: boolean;
  attempts: number;
  message: string | null;
  summary: unknown;
};

const COLUMNS = `
  run.id, run.project_id AS "projectId", p.name AS project, run.trigger, run.status, run.observing, run.policy,
  run.policy_version AS "policyVersion", run.guard_percent AS "guardPercent", run.confirmed, run.actor, run.address,
  run.created_at AS "createdAt", run.planned_at AS "plannedAt", run.started_at AS "startedAt", run.ended_at AS "endedAt",
  run.stop_asked AS "stopAsked", run.attempts, run.message, run.summary`;

const FROM = 'retention_run run JOIN project p ON p.id = run.project_id';

/** A status that keeps others from the same project's policy: the unique index of the migration has the same. */
const ACTIVE = `('queued', 'running')`;

export type NewRetentionRun = {
  projectId: number;
  trigger: RetentionTrigger;
  status: 'queued' | 'blocked';
  observing: boolean;
  policy: unknown;
  policyVersion: number | null;
  guardPercent: number;
  confirmed: string[];
  actor: string | null;
  address: string | null;
  message: string | null;
};

/** Queues a run (or notes one that is blocked). @returns its id; null while the project has one that is queued or running */
export async function insertRetentionRun(tx: Tx, run: NewRetentionRun): Promise<number | null> {
  const rows = await tx.query<{ id: number }>(
    `INSERT INTO retention_run (project_id, trigger, status, observing, policy, policy_version, guard_percent, confirmed,
       actor, address, message, ended_at)
     VALUES ($1, $2::retention_trigger, $3::retention_run_status, $4, $5::jsonb, $6, $7, $8, $9, $10, $11,
       CASE WHEN $3 = 'blocked' THEN now() END)
     ON CONFLICT (project_id) WHERE status IN ${ACTIVE} DO NOTHING RETURNING id`,
    [
      run.projectId,
      run.trigger,
      run.status,
      run.observing,
      JSON.stringify(run.policy),
      run.policyVersion,
      run.guardPercent,
      run.confirmed,
      run.actor,
      run.address,
      run.message,
    ],
  );
  return rows[0]?.id ?? null;
}

/** A run of the project; null: there is none with this id there. */
export async function readRetentionRun(projectId: number, id: number): Promise<RetentionRunRow | null> {
  const rows = await query<RetentionRunRow>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE run.project_id = $1 AND run.id = $2`,
    [projectId, id],
  );
  return rows[0] ?? null;
}

/** The project's run that is queued or running, and the last that has ended. */
export async function readCurrentRuns(
  projectId: number,
): Promise<{ active: RetentionRunRow | null; last: RetentionRunRow | null }> {
  const rows = await query<RetentionRunRow>(
    `(SELECT ${COLUMNS} FROM ${FROM} WHERE run.project_id = $1 AND run.status IN ${ACTIVE})
     UNION ALL
     (SELECT ${COLUMNS} FROM ${FROM} WHERE run.project_id = $1 AND run.status NOT IN ${ACTIVE} ORDER BY run.id DESC LIMIT 1)`,
    [projectId],
  );
  return { active: rows.find(isActive) ?? null, last: rows.find((row) => !isActive(row)) ?? null };
}

export function isActive({ status }: Pick<RetentionRunRow, 'status'>): boolean {
  return status === 'queued' || status === 'running';
}

/** The latest first. */
export const RUN_SORT = sortById('run.id');

export function readRetentionRuns(
  projectId: number,
  options: { after: Position | null; limit: number },
): Promise<SortedPage<RetentionRunRow & Sorted>> {
  return readPage<RetentionRunRow & Sorted>(RUN_SORT, { ...options, descending: true }, (sliced) => {
    const values = new SqlValues();
    const slice = sliced(values);
    return query<RetentionRunRow & Sorted>(
      `SELECT ${COLUMNS}, NULL AS "sortValue", run.id::text AS "sortTie" FROM ${FROM}
       WHERE run.project_id = ${values.add(projectId)} AND ${slice.condition}
       ORDER BY ${slice.order} LIMIT ${slice.limit}`,
      values.list,
    );
  });
}

/** How long a worker may be silent before another takes its run over. */
const LEASE_SECONDS = 15;
/** How often a worker has to say that it is still at it. */
export const RENEW_MS = 5_000;

/** A run and who works at it: what another has taken over since is no longer for this one to go on with. */
export type ClaimedRun = RetentionRunRow & { worker: string };

/** Takes a run that is queued, or whose worker is silent (this one, if `id` is given); null: there is none. */
export async function claimRetentionRun(worker: string, id?: number): Promise<ClaimedRun | null> {
  const rows = await query<RetentionRunRow>(
    `WITH claimed AS (
       UPDATE retention_run SET status = 'running', worker = $1, attempts = attempts + 1,
         started_at = coalesce(started_at, now()), lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
       WHERE id = (
         SELECT id FROM retention_run
         WHERE (status = 'queued' OR (status = 'running' AND lease_until < now())) AND ($2::bigint IS NULL OR id = $2)
         ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING *)
     SELECT ${COLUMNS} FROM claimed run JOIN project p ON p.id = run.project_id`,
    [worker, id ?? null],
  );
  return rows[0] ? { ...rows[0], worker } : null;
}

/** Says that the worker is still at it. @returns whether somebody wants it stopped; null when it is not this worker's any more */
export async function renewRetentionRun(run: ClaimedRun): Promise<{ stopAsked: boolean } | null> {
  const rows = await query<{ stopAsked: boolean }>(
    `UPDATE retention_run SET lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
     WHERE id = $1 AND worker = $2 AND status = 'running' RETURNING stop_asked AS "stopAsked"`,
    [run.id, run.worker],
  );
  return rows[0] ?? null;
}

/**
 * In a transaction that changes something for the run: whether it is still this worker's, and nobody wants it stopped. The
 * row is held until the transaction ends, so that a stop or a takeover is either seen or waits for what is being done.
 */
export async function holdRetentionRun(tx: Tx, run: { id: number; worker: string }): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM retention_run WHERE id = $1 AND worker = $2 AND status = 'running' AND NOT stop_asked FOR SHARE`,
    [run.id, run.worker],
  );
  return rows.length > 0;
}

/** Notes the plan of a run that has none yet. @returns false when the run is not this worker's any more */
export async function notePlanned(tx: Tx, run: ClaimedRun, summary: unknown): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE retention_run SET planned_at = now(), summary = $3::jsonb
     WHERE id = $1 AND worker = $2 AND status = 'running' AND planned_at IS NULL RETURNING 1`,
    [run.id, run.worker, JSON.stringify(summary)],
  );
  return rows.length > 0;
}

/** The same for a run that starts from a plan. */
export async function noteQueuedPlan(tx: Tx, id: number, summary: unknown): Promise<void> {
  await tx.query('UPDATE retention_run SET planned_at = now(), summary = $2::jsonb WHERE id = $1', [
    id,
    JSON.stringify(summary),
  ]);
}

/** Gives a run back that this worker can't go on with, as it is about to end: another takes it at once. */
export async function releaseRetentionRun(run: ClaimedRun): Promise<void> {
  await query(
    `UPDATE retention_run SET lease_until = now() WHERE id = $1 AND worker = $2 AND status = 'running'`,
    [run.id, run.worker],
  );
}

export type RunEnd = Exclude<RetentionRunStatus, 'queued' | 'running'>;

/** Ends a run that is this worker's. @returns false when it is not any more */
export async function endRetentionRun(
  tx: Tx,
  run: ClaimedRun,
  end: { status: RunEnd; message: string | null },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE retention_run SET status = $3::retention_run_status, message = $4, ended_at = now(), lease_until = NULL
     WHERE id = $1 AND worker = $2 AND status = 'running' RETURNING 1`,
    [run.id, run.worker, end.status, end.message],
  );
  return rows.length > 0;
}

/** Asks for a stop: of a run that nobody is at, at once. @returns what it is then; null when it has ended already */
export async function askToStop(tx: Tx, id: number): Promise<'running' | 'stopped' | null> {
  const rows = await tx.query<{ status: 'running' | 'stopped' }>(
    `UPDATE retention_run SET stop_asked = true,
       status = CASE WHEN status = 'queued' THEN 'stopped'::retention_run_status ELSE status END,
       ended_at = CASE WHEN status = 'queued' THEN now() END
     WHERE id = $1 AND status IN ${ACTIVE} RETURNING status`,
    [id],
  );
  return rows[0]?.status ?? null;
}

/**
 * Queues a guarded run again, with what somebody confirmed; the plan stays. @returns false when it is not guarded any more
 */
export async function confirmGuarded(
  tx: Tx,
  id: number,
  by: { repositories: string[]; actor: string | null; address: string | null },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE retention_run SET status = 'queued', confirmed = $2, actor = $3, address = $4, message = NULL, ended_at = NULL
     WHERE id = $1 AND status = 'guarded' RETURNING 1`,
    [id, by.repositories, by.actor, by.address],
  );
  return rows.length > 0;
}

/** Runs that wait for somebody to confirm: the last of each project, if it does. */
export async function readWaitingRuns(): Promise<{ project: string; id: number }[]> {
  return query<{ project: string; id: number }>(
    `SELECT p.name AS project, run.id FROM project p
     JOIN LATERAL (SELECT id, status FROM retention_run WHERE project_id = p.id ORDER BY id DESC LIMIT 1) run ON true
     WHERE run.status = 'guarded' ORDER BY p.name`,
  );
}

/** Runs kept a project: enough to look back a year at a run a day. */
const MAX_RUNS = 400;

/** Forgets the oldest runs, with their decisions. @returns how many */
export async function deleteOldRuns(): Promise<number> {
  const rows = await query(
    `DELETE FROM retention_run WHERE id IN (
       SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY project_id ORDER BY id DESC) AS place FROM retention_run) r
       WHERE place > $1) AND status NOT IN ${ACTIVE} RETURNING 1`,
    [MAX_RUNS],
  );
  return rows.length;
}
