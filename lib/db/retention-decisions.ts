import type { Position, Sorted, SortedPage } from './keyset.ts';
import { readPage, sortById } from './keyset.ts';
import { query } from './pool.ts';
import { containing, SqlValues } from './sql-values.ts';
import type { Tx } from './transaction.ts';

export type DecisionOutcome = 'planned' | 'deleted' | 'kept';

/** What a run's plan deletes: a tag, or (`tag` null) a manifest that has none. */
export type NewDecision = {
  repository: string;
  tag: string | null;
  role: string | null;
  digest: string;
  rule: string | null;
  reason: unknown;
  bytes: number;
};

export type DecisionRow = NewDecision & {
  position: number;
  outcome: DecisionOutcome;
  note: string | null;
  decidedAt: Date | null;
};

/** Rows a statement: keeps each short. */
const INSERT_BATCH = 5_000;

/** Stores a run's plan, in its order. */
export async function insertDecisions(
  tx: Tx,
  runId: number,
  decisions: readonly NewDecision[],
): Promise<void> {
  for (let from = 0; from < decisions.length; from += INSERT_BATCH) {
    const batch = decisions.slice(from, from + INSERT_BATCH);
    const column = <Value>(pick: (one: NewDecision) => Value) => batch.map(pick);
    await tx.query(
      `INSERT INTO retention_decision (run_id, position, repository, tag, role, digest, rule, reason, bytes)
       SELECT $1, $2::int + place, repository, tag, role, digest, rule, reason::jsonb, bytes
       FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[])
         WITH ORDINALITY AS d(repository, tag, role, digest, rule, reason, bytes, place)`,
      [
        runId,
        from,
        column((one) => one.repository),
        column((one) => one.tag),
        column((one) => one.role),
        column((one) => one.digest),
        column((one) => one.rule),
        column((one) => JSON.stringify(one.reason)),
        column((one) => one.bytes),
      ],
    );
  }
}

/** Repositories in which a run has something left to do, in byte order. */
export async function repositoriesToDo(runId: number): Promise<string[]> {
  const rows = await query<{ repository: string }>(
    `SELECT DISTINCT repository FROM retention_decision WHERE run_id = $1 AND outcome = 'planned' ORDER BY repository`,
    [runId],
  );
  return rows.map(({ repository }) => repository);
}

/** `attached`: it goes with its subject, by a tag such as `sha256-<hex>.sig`. */
export type ToDo = { position: number; tag: string | null; digest: string; attached: boolean };

/**
 * The next of a repository's decisions that are not done: tags first, then manifests, then what is attached to either by its tag, once
 * it is known which of those really went. Never two kinds at once.
 */
export async function decisionsToDo(runId: number, repository: string, limit: number): Promise<ToDo[]> {
  const rows = await query<ToDo>(
    `SELECT position, tag, digest, reason ->> 'kind' = 'subject' AS attached FROM retention_decision
     WHERE run_id = $1 AND repository = $2 AND outcome = 'planned' ORDER BY attached, tag IS NULL, position LIMIT $3`,
    [runId, repository, limit],
  );
  const kind = ({ tag, attached }: ToDo) => `${tag !== null} ${attached}`;
  return rows.filter((row) => kind(row) === kind(rows[0]!));
}

/** Notes what was deleted; also where it was noted as kept since nobody knew whether the delete would come to pass. */
export async function noteDeleted(
  tx: Tx,
  runId: number,
  repository: string,
  deleted: { tag: string | null; digest: string }[],
): Promise<void> {
  await tx.query(
    `UPDATE retention_decision d SET outcome = 'deleted', note = NULL, decided_at = now()
     FROM unnest($3::text[], $4::text[]) AS gone(tag, digest)
     WHERE d.run_id = $1 AND d.repository = $2 AND d.digest = gone.digest AND d.tag IS NOT DISTINCT FROM gone.tag`,
    [runId, repository, deleted.map(({ tag }) => tag), deleted.map(({ digest }) => digest)],
  );
}

/** Notes what stays after all, and why. What was deleted is left alone. */
export async function noteKept(
  runId: number,
  kept: readonly { position: number; note: string }[],
  tx: Tx = { query },
): Promise<void> {
  await tx.query(
    `UPDATE retention_decision d SET outcome = 'kept', note = stays.note, decided_at = now()
     FROM unnest($2::int[], $3::text[]) AS stays(position, note)
     WHERE d.run_id = $1 AND d.position = stays.position AND d.outcome = 'planned'`,
    [runId, kept.map(({ position }) => position), kept.map(({ note }) => note.slice(0, MAX_NOTE))],
  );
}

/** One sentence. */
const MAX_NOTE = 500;

export type DecisionCounts = { runId: number; planned: number; deleted: number; kept: number };

/** How far runs have come. */
export async function countDecisions(runIds: number[]): Promise<Map<number, DecisionCounts>> {
  const rows = await query<DecisionCounts>(
    `SELECT run_id AS "runId", count(*) FILTER (WHERE outcome = 'planned') AS planned,
            count(*) FILTER (WHERE outcome = 'deleted') AS deleted, count(*) FILTER (WHERE outcome = 'kept') AS kept
     FROM retention_decision WHERE run_id = ANY ($1::bigint[]) GROUP BY run_id`,
    [runIds],
  );
  return new Map(rows.map((row) => [row.runId, row]));
}

export type DecisionFilter = { runId: number; outcome?: DecisionOutcome; repository?: string; q?: string };

/** In the order of the plan. */
export const DECISION_SORT = sortById('d.position');

export function readDecisions(
  filter: DecisionFilter,
  options: { after: Position | null; limit: number },
): Promise<SortedPage<DecisionRow & Sorted>> {
  return readPage<DecisionRow & Sorted>(DECISION_SORT, { ...options, descending: false }, (sliced) => {
    const values = new SqlValues();
    const slice = sliced(values);
    return query<DecisionRow & Sorted>(
      `SELECT d.position, d.repository, d.tag, d.role, d.digest, d.rule, d.reason, d.bytes, d.outcome, d.note,
              d.decided_at AS "decidedAt", NULL AS "sortValue", d.position::text AS "sortTie"
       FROM retention_decision d WHERE ${condition(filter, values)} AND ${slice.condition}
       ORDER BY ${slice.order} LIMIT ${slice.limit}`,
      values.list,
    );
  });
}

/** How many match. */
export async function countMatchingDecisions(filter: DecisionFilter): Promise<number> {
  const values = new SqlValues();
  const rows = await query<{ count: number }>(
    `SELECT count(*) FROM retention_decision d WHERE ${condition(filter, values)}`,
    values.list,
  );
  return rows[0]!.count;
}

function condition({ runId, outcome, repository, q }: DecisionFilter, values: SqlValues): string {
  const all = [`d.run_id = ${values.add(runId)}`];
  if (outcome) all.push(`d.outcome = ${values.add(outcome)}::retention_outcome`);
  if (repository) all.push(`d.repository = ${values.add(repository.replaceAll('\0', ''))}`);
  if (q) {
    const pattern = values.add(containing(q));
    all.push(`(d.tag ILIKE ${pattern} OR d.digest ILIKE ${pattern})`);
  }
  return all.join(' AND ');
}
