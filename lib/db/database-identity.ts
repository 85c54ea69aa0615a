import { query } from './pool.ts';

/** Where the mark is: a row of `setting`, which a backup takes along as it is. */
const KEY = 'cleanup.database';

/**
 * What was noted of the database, and whether it is still that one: the same cluster and database (`identity`), and since the note was
 * written neither brought back from a dump (each row of which is written anew, by another transaction) nor from an earlier state of
 * its files (which continues as another timeline).
 */
export type NotedDatabase = { note: unknown; same: boolean };

/** Null: nothing was noted yet. */
export async function readNotedDatabase(): Promise<NotedDatabase | null> {
  const [row] = await query<NotedDatabase>(
    `SELECT value AS note, value ->> 'identity' IS NOT DISTINCT FROM ${IDENTITY}
       AND coalesce((value ->> 'timeline')::bigint = ${TIMELINE}, true)
       AND coalesce((value ->> 'xid')::numeric % ${XIDS} = xmin::text::bigint, true) AS same
     FROM setting WHERE key = $1`,
    [KEY],
  );
  return row ?? null;
}

/** Notes the database as it is, beside `note`. */
export async function noteDatabase(note: object): Promise<void> {
  await query(
    `INSERT INTO setting (key, value, updated_at) VALUES ($1, $2::jsonb || ${NOW}, now())
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`,
    [KEY, JSON.stringify(note)],
  );
}

let furthest = 0n;

/**
 * False when less was written to the database than this process has seen: its files were put back to an earlier state. Counted in bytes
 * of its log that were safe on the disk, which a crash takes none of.
 */
export async function goesForward(): Promise<boolean> {
  // As known before it was asked: of two answers under way, the older may come last.
  const before = furthest;
  const [row] = await query<{ written: string }>(
    `SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::text AS written`,
  );
  const written = BigInt(row!.written);
  const forward = written >= before;
  if (!forward || written > furthest) furthest = written;
  return forward;
}

const IDENTITY = `(
  SELECT (SELECT system_identifier::text FROM pg_control_system()) || ' ' || oid::text
  FROM pg_database WHERE datname = current_database())`;
const TIMELINE = '(SELECT timeline_id FROM pg_control_checkpoint())';
/** A row has the last 32 bits of the transaction that wrote it. */
const XIDS = '4294967296';
const NOW = `jsonb_build_object('identity', ${IDENTITY}, 'timeline', ${TIMELINE}, 'xid', pg_current_xact_id()::text)`;
