import type { Tx } from './transaction.ts';

/**
 * Deletes up to `limit` of the earliest events that are older than `days`, up to the id `upTo` (null: any). Says so to the trigger that
 * keeps the audit append-only, for this transaction. @returns how many, and the time of the last of them
 */
export async function deleteOldAuditEvents(
  tx: Tx,
  { days, upTo, limit }: { days: number; upTo: number | null; limit: number },
): Promise<{ deleted: number; until: Date | null }> {
  await tx.query(`SELECT set_config('lighter.audit_retention', 'on', true)`);
  const [row] = await tx.query<{ deleted: number; until: Date | null }>(
    `WITH old AS (
       SELECT id FROM audit_event
        WHERE at < now() - make_interval(days => $1) AND ($2::bigint IS NULL OR id <= $2)
        ORDER BY at LIMIT $3),
     gone AS (DELETE FROM audit_event WHERE id IN (SELECT id FROM old) RETURNING at)
     SELECT count(*) AS deleted, max(at) AS until FROM gone`,
    [days, upTo, limit],
  );
  await tx.query(`SELECT set_config('lighter.audit_retention', '', true)`);
  return row!;
}
