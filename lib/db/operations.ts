import { randomUUID } from 'node:crypto';
import { query } from './pool.ts';
import type { Tx } from './transaction.ts';
import { transaction } from './transaction.ts';

/**
 * An operation is a write upstream that has begun and is not settled (architecture, "Writing upstream"). Its keys keep
 * others from what it touches; it lives until its outcome is in the index.
 */
export type OperationPayload =
  | ({
      kind: 'put-manifest';
      repository: string;
      reference: string;
      digest: string;
      mediaType: string;
    } & From)
  | ({
      kind: 'delete-tags';
      repository: string;
      tags: { tag: string; digest: string }[];
      /** The run of a cleanup that deletes them. */
      run?: number;
    } & From)
  | ({
      kind: 'restore';
      repository: string;
      /** Null: the timeline's. */
      trashId: number | null;
      tag: string;
      digest: string;
    } & From)
  | { kind: 'purge'; repository: string; digest: string }
  | { kind: 'index'; repository: string; reference: string };

/** Of who asked, for the audit; operations that an older version began lack some of it. */
type From = { address?: string | null; credential?: string | null };

export type Operation = {
  id: string;
  repositoryId: number;
  payload: OperationPayload;
  actor: string | null;
  startedAt: Date;
  attempts: number;
};

export type OperationKey = { key: string; exclusive: boolean };

export function tagKey(repositoryId: number, tag: string): OperationKey {
  return { key: `tag:${repositoryId}:${tag}`, exclusive: true };
}

export function manifestKey(repositoryId: number, digest: string, exclusive = false): OperationKey {
  return { key: `manifest:${repositoryId}:${digest}`, exclusive };
}

export type Begin = {
  repositoryId: number;
  payload: OperationPayload;
  keys: OperationKey[];
  actor: string | null;
  /** From now until others may settle it; the upstream calls end before. */
  deadlineMs: number;
  /** Runs in the same transaction, once the keys are held: throws what forbids the operation, which then never was. */
  check?: (tx: Tx, operation: Operation) => Promise<void>;
};

/** What came of looking at keys: the work is done, or operations hold one of them. */
export type Tried<T> = { done: T } | { blockedBy: string[] };

/** Takes all the keys and records the operation, or takes none. */
export function tryBegin(begin: Begin): Promise<Tried<Operation>> {
  return tryFree(begin.repositoryId, begin.keys, async (tx) => {
    const operation = await insert(tx, begin);
    await begin.check?.(tx, operation);
    return operation;
  });
}

/** Does `work`, one short transaction, if no operation holds one of the keys; none begins before it has ended. */
export function tryFree<T>(
  repositoryId: number,
  keys: OperationKey[],
  work: (tx: Tx) => Promise<T>,
): Promise<Tried<T>> {
  return transaction(async (tx) => {
    await tx.query(ORDER, [KEY_LOCK, RULES_LOCK, repositoryId]);
    const blockers = await tx.query<{ operation_id: string }>(BLOCKERS, [
      keys.map((key) => key.key),
      keys.map((key) => key.exclusive),
    ]);
    if (blockers.length > 0) return { blockedBy: blockers.map((row) => row.operation_id) };
    return { done: await work(tx) };
  });
}

/** Until `tx` ends no operation begins in the project: each of them sees what `tx` does to its rules, or has begun before. */
export async function holdBeginnings(tx: Tx, projectId: number): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1, $2)', [RULES_LOCK, projectId]);
}

export type OpenOperation = { id: string; repository: string };

/** Operations of a project that have begun and change a tag; those of `among` that still do, if given. */
export async function openTagOperations(projectId: number, among?: string[]): Promise<OpenOperation[]> {
  return query<OpenOperation>(
    `SELECT o.id, r.name AS repository FROM operation o JOIN repository r ON r.id = o.repository_id
     WHERE r.project_id = $1 AND o.kind IN ('put-manifest', 'delete-tags', 'restore')
       AND ($2::uuid[] IS NULL OR o.id = ANY ($2))`,
    [projectId, among ?? null],
  );
}

/** Releases the keys of a settled operation, in the transaction that records its outcome. */
export async function endOperation(tx: Tx, id: string): Promise<void> {
  await tx.query('DELETE FROM operation WHERE id = $1', [id]);
}

/** Ends an operation that changed nothing. */
export async function abandonOperation(id: string): Promise<void> {
  await query('DELETE FROM operation WHERE id = $1', [id]);
}

/** Notes why an operation could not be finished; it keeps its keys and is settled after its deadline. */
export async function noteFailure(id: string, message: string): Promise<void> {
  await query('UPDATE operation SET last_error = $2 WHERE id = $1', [id, message.slice(0, 1000)]);
}

/** Gives a claimed operation back for a while, with why it could not be settled now. */
export async function postpone(id: string, forMs: number, message: string): Promise<void> {
  await query(
    `UPDATE operation SET deadline_at = now() + $2 * interval '1 millisecond', last_error = $3 WHERE id = $1`,
    [id, forMs, message.slice(0, 1000)],
  );
}

/** Who takes an operation over has so long before another may: an untag takes its time, all else a few requests. */
const CLAIM_UNTAG_MS = 120_000;
const CLAIM_MS = 15_000;

/**
 * Takes over one operation whose deadline has passed (one of `among`, if given); null when there is none.
 * Two callers never get the same, unless the first takes longer than it has: settling is safe to do twice.
 */
export async function claimOverdue(among?: string[]): Promise<Operation | null> {
  const rows = await query<OperationRow>(CLAIM, [CLAIM_UNTAG_MS, CLAIM_MS, among ?? null]);
  return rows[0] ? fromRow(rows[0]) : null;
}

/** True while some operation holds the key. */
export async function isKeyHeld(key: OperationKey): Promise<boolean> {
  const rows = await query('SELECT 1 FROM operation_key WHERE key = $1 LIMIT 1', [key.key], 'key-held');
  return rows.length > 0;
}

/** First halves of the advisory locks' keys, so that they meet no other lock of ours. */
const KEY_LOCK = 0x6c69;
const RULES_LOCK = 0x6c6a;

/** One short lock a repository orders those who look at its keys; all of a project's share one with `holdBeginnings`. */
const ORDER = `
  SELECT pg_advisory_xact_lock($1, id), pg_advisory_xact_lock_shared($2, project_id) FROM repository WHERE id = $3`;

const BLOCKERS = `
  SELECT DISTINCT held.operation_id
  FROM unnest($1::text[], $2::bool[]) AS wanted(key, exclusive)
  JOIN operation_key held ON held.key = wanted.key AND (held.exclusive OR wanted.exclusive)`;

const CLAIM = `
  UPDATE operation SET
    deadline_at = now() + CASE kind WHEN 'delete-tags' THEN $1::int ELSE $2::int END * interval '1 millisecond',
    attempts = attempts + 1
  WHERE id = (
    SELECT id FROM operation
    WHERE deadline_at < now() AND ($3::uuid[] IS NULL OR id = ANY($3))
    ORDER BY deadline_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING id, repository_id, payload, actor, started_at, attempts`;

type OperationRow = {
  id: string;
  repository_id: number;
  payload: OperationPayload;
  actor: string | null;
  started_at: Date;
  attempts: number;
};

async function insert(tx: Tx, begin: Begin): Promise<Operation> {
  const rows = await tx.query<OperationRow>(INSERT, [
    randomUUID(),
    begin.payload.kind,
    begin.repositoryId,
    JSON.stringify(begin.payload),
    begin.actor,
    begin.deadlineMs,
    begin.keys.map((key) => key.key),
    begin.keys.map((key) => key.exclusive),
  ]);
  return fromRow(rows[0]!);
}

const INSERT = `
  WITH begun AS (
    INSERT INTO operation (id, kind, repository_id, payload, actor, deadline_at)
    VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 millisecond')
    RETURNING id, repository_id, payload, actor, started_at, attempts),
  keys AS (
    INSERT INTO operation_key (operation_id, key, exclusive)
    SELECT (SELECT id FROM begun), key, bool_or(exclusive)
    FROM unnest($7::text[], $8::bool[]) AS wanted(key, exclusive) GROUP BY key)
  SELECT * FROM begun`;

function fromRow(row: OperationRow): Operation {
  return {
    id: row.id,
    repositoryId: row.repository_id,
    payload: row.payload,
    actor: row.actor,
    startedAt: row.started_at,
    attempts: row.attempts,
  };
}
