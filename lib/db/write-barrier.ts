import { query } from './pool.ts';
import { transaction } from './transaction.ts';

/**
 * What a writer learns each time it says that it is there. `up`: it must begin nothing. `raises` counts the raisings of the barrier,
 * `generation` the collections that began. `full`: the disk has no room for pushes, `critical`: not even for
 * those under way.
 */
export type Heard = {
  up: boolean;
  raises: number;
  generation: number;
  full: boolean;
  critical: boolean;
};

/** `place`: where `pid` means something, see lib/db/process-place.ts. */
export type Writer = { id: string; name: string; place: string | null; pid: number };

/**
 * Says that the writer is there (`quietFor`: with nothing in flight since that raising). The row is written before the barrier is
 * read and under a lock that a raising waits for: a writer is seen by the collector, or it sees the barrier.
 * @throws AppError UNAVAILABLE
 */
export async function sayThere(writer: Writer, quietFor: number | null): Promise<Heard> {
  const [known] = await query<Heard>(BEAT, [writer.id, quietFor], 'writer-beat');
  if (known) return known;
  return await transaction(async (tx) => {
    await tx.query('SELECT 1 FROM write_barrier WHERE id = 1 FOR SHARE');
    await tx.query(REGISTER, [writer.id, writer.name, writer.place, writer.pid]);
    const [heard] = await tx.query<Heard>(LOOK);
    return heard!;
  });
}

/** Says that the writer writes nothing any more. */
export async function sayGone(writerId: string): Promise<void> {
  await query('DELETE FROM registry_writer WHERE id = $1', [writerId]);
}

/** A writer that was not heard of for so long has begun nothing since long before; see LEASE_MS of the write gate. */
export const WRITER_GONE_MS = 20_000;

/**
 * Raises the barrier for a run, unless another holds it. It falls by itself after `holdMs` if nobody extends it.
 * @returns the number of this raising, or null
 */
export async function raiseBarrier(runId: number, holdMs: number): Promise<number | null> {
  const [row] = await query<{ raises: number }>(
    `UPDATE write_barrier SET state = 'draining', run_id = $1, raises = raises + 1,
       held_until = now() + $2 * interval '1 millisecond'
     WHERE id = 1 AND (state = 'open' OR (state = 'draining' AND held_until < now())) RETURNING raises`,
    [runId, holdMs],
  );
  return row?.raises ?? null;
}

/** Keeps it up for another `holdMs`; false when it has fallen meanwhile. */
export async function extendBarrier(raises: number, holdMs: number): Promise<boolean> {
  const rows = await query(
    `UPDATE write_barrier SET held_until = now() + $2 * interval '1 millisecond'
     WHERE id = 1 AND raises = $1 AND state = 'draining' AND held_until > now() RETURNING 1`,
    [raises, holdMs],
  );
  return rows.length > 0;
}

/** `writer`: null for an operation that is not settled; of a process that died in it the registry may still be at work. */
export type StillWriting = { name: string; writer: Writer | null };

/** Who may still be writing. */
export async function stillWriting(raises: number): Promise<StillWriting[]> {
  return await query<StillWriting>(STILL_WRITING, [raises, WRITER_GONE_MS]);
}

/**
 * From a barrier behind which all is quiet to the collection itself: from now on it stays until a collector lowers it.
 * False when something is not as it should be; then nothing may be collected.
 */
export async function beginCollecting(raises: number): Promise<boolean> {
  return await transaction(async (tx) => {
    const [held] = await tx.query(
      `SELECT 1 FROM write_barrier WHERE id = 1 AND raises = $1 AND state = 'draining'
         AND held_until > now() + $2 * interval '1 millisecond' FOR UPDATE`,
      [raises, HELD_MARGIN_MS],
    );
    if (!held || (await tx.query(STILL_WRITING, [raises, WRITER_GONE_MS])).length > 0) return false;
    await tx.query(
      `UPDATE write_barrier SET state = 'collecting', generation = generation + 1, held_until = NULL WHERE id = 1`,
    );
    return true;
  });
}

/** Far from the moment at which it falls by itself: nobody has seen it fallen. */
const HELD_MARGIN_MS = 2_000;

/** Writers go on. Only for its own collector, or one that knows that no other is at work. */
export async function lowerBarrier(): Promise<void> {
  await query(
    `UPDATE write_barrier SET state = 'open', run_id = NULL, held_until = NULL WHERE id = 1 AND state <> 'open'`,
  );
}

/** True while a collection has begun that nobody has ended. */
export async function isCollecting(): Promise<boolean> {
  return (await query(`SELECT 1 FROM write_barrier WHERE id = 1 AND state = 'collecting'`)).length > 0;
}

/** Rows of processes that are long gone. */
export async function forgetWriters(): Promise<void> {
  await query(`DELETE FROM registry_writer WHERE seen_at < now() - interval '1 hour'`);
}

/** What a collector says of the disk counts for so long. */
const DISK_KNOWN = "interval '1 minute'";

const HEARD = `
  (b.state = 'collecting' OR (b.state = 'draining' AND b.held_until > now())) AS up, b.raises, b.generation,
  coalesce((SELECT s.full FROM registry_storage s WHERE s.seen_at > now() - ${DISK_KNOWN}), false) AS full,
  coalesce((SELECT s.critical FROM registry_storage s WHERE s.seen_at > now() - ${DISK_KNOWN}), false) AS critical`;

const LOOK = `SELECT ${HEARD} FROM write_barrier b WHERE b.id = 1`;

const BEAT = `
  UPDATE registry_writer w SET seen_at = now(), quiet_for = $2 FROM write_barrier b
  WHERE w.id = $1 AND b.id = 1 RETURNING ${HEARD}`;

const REGISTER = `
  INSERT INTO registry_writer (id, name, place, pid, seen_at) VALUES ($1, $2, $3, $4, now())
  ON CONFLICT (id) DO UPDATE SET seen_at = now(), quiet_for = NULL`;

/** Reading for the index writes nothing upstream. */
const STILL_WRITING = `
  SELECT name, json_build_object('id', id, 'name', name, 'place', place, 'pid', pid) AS writer FROM registry_writer
   WHERE quiet_for IS DISTINCT FROM $1 AND seen_at > now() - $2::int * interval '1 millisecond'
  UNION ALL
  SELECT 'an unfinished change' AS name, NULL AS writer FROM operation WHERE kind <> 'index'`;
