import { query } from './pool.ts';

const LEASE = 'audit.forwarding-lease';

/** Makes `owner` the one process that forwards, for so many seconds; false while another is. */
export async function leaseForwarding(owner: string, seconds: number): Promise<boolean> {
  const rows = await query(
    `INSERT INTO setting (key, value, updated_at)
     VALUES ($1, jsonb_build_object('owner', $2::text, 'until', now() + make_interval(secs => $3)), now())
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()
      WHERE setting.value->>'owner' = $2 OR (setting.value->>'until')::timestamptz < now()
     RETURNING key`,
    [LEASE, owner, seconds],
  );
  return rows.length > 0;
}

/** Lets another go on at once. */
export async function endForwardingLease(owner: string): Promise<void> {
  await query(`DELETE FROM setting WHERE key = $1 AND value->>'owner' = $2`, [LEASE, owner]);
}

const STATE = 'audit.forwarding-state';

/** Replaces the state of forwarding, unless another target has been set since; see lib/services/audit-forwarding-state.ts. */
export async function updateForwardingState(generation: string, state: object): Promise<void> {
  await query(
    `UPDATE setting SET value = $3::jsonb, updated_at = now() WHERE key = $1 AND value->>'generation' = $2`,
    [STATE, generation, JSON.stringify(state)],
  );
}

/** The latest id, the number of the next transaction, and that of the earliest one under way. */
export type AuditHorizon = { newest: number; next: number; oldest: number };

export async function readAuditHorizon(): Promise<AuditHorizon> {
  const [row] = await query<AuditHorizon>(
    `SELECT (SELECT coalesce(max(id), 0) FROM audit_event) AS newest,
            pg_snapshot_xmax(now)::text::bigint AS next, pg_snapshot_xmin(now)::text::bigint AS oldest
       FROM pg_current_snapshot() AS now`,
  );
  return row!;
}

/** How many events come after `id`, at most `limit`, and the time of the earliest. */
export async function countAuditAfter(
  id: number,
  limit: number,
): Promise<{ count: number; earliest: Date | null }> {
  const [row] = await query<{ count: number; earliest: Date | null }>(
    `SELECT count(*), min(at) AS earliest FROM (
       SELECT at FROM audit_event WHERE id > $1 ORDER BY id LIMIT $2) AS waiting`,
    [id, limit],
  );
  return row!;
}
