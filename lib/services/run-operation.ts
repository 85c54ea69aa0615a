import { setTimeout as delay } from 'node:timers/promises';
import type { Begin, Operation, OperationKey, Tried } from '#lib/db/operations.ts';
import { abandonOperation, endOperation, noteFailure, tryBegin, tryFree } from '#lib/db/operations.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { transaction } from '#lib/db/transaction.ts';
import { beginWrite, type WritePermit } from '#lib/db/write-gate.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { settleOverdue } from './settle-operations.ts';

/** How long a write waits for another that holds one of its keys; clients give up soon after. */
const KEY_WAIT_MS = 10_000;
const POLL_MS = 50;

/**
 * Runs one write upstream as a durable operation: begin (keys and checks, one transaction), do (the upstream calls),
 * close (the index, one transaction). An outcome that is not known keeps its keys until it is settled by asking upstream.
 * @throws AppError TOOMANYREQUESTS when others hold the keys for too long or garbage is collected, and whatever `check`, `act` and `close` throw
 */
export async function runOperation<Done, Result>(
  begin: Begin,
  act: (operation: Operation) => Promise<Done>,
  close: (tx: Tx, done: Done, operation: Operation) => Promise<Result>,
): Promise<Result> {
  // Before the keys: nobody waits for the keys of one that waits.
  const permit = await beginWrite();
  try {
    const operation = await whenFree(() => tryBegin(begin));
    const done = await doing(permit, operation, act);
    return await transaction(async (tx) => {
      const result = await close(tx, done, operation);
      await endOperation(tx, operation.id);
      return result;
    });
  } finally {
    permit.release();
  }
}

async function doing<Done>(
  permit: WritePermit,
  operation: Operation,
  act: (operation: Operation) => Promise<Done>,
): Promise<Done> {
  try {
    const done = await act(operation);
    await permit.confirm();
    return done;
  } catch (error) {
    await afterFailure(operation, error);
    throw error;
  }
}

/**
 * Changes only the index, in one transaction while no operation holds one of the keys: what is under way is settled before,
 * and what begins afterwards sees the change. @throws AppError TOOMANYREQUESTS, and what `work` throws
 */
export function runFree<T>(
  repositoryId: number,
  keys: OperationKey[],
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return whenFree(() => tryFree(repositoryId, keys, work));
}

async function whenFree<T>(attempt: () => Promise<Tried<T>>): Promise<T> {
  const until = Date.now() + KEY_WAIT_MS;
  for (;;) {
    const tried = await attempt();
    if ('done' in tried) return tried.done;
    // Whoever left it may be dead: past its deadline it is ours to settle.
    const settled = await settleOverdue(tried.blockedBy).catch(() => 0);
    if (settled > 0) continue;
    if (Date.now() >= until) throw busy();
    await delay(POLL_MS + Math.random() * POLL_MS);
  }
}

/** A refusal means that nothing was changed; anything else may have been, and is settled later. */
async function afterFailure(operation: Operation, error: unknown): Promise<void> {
  const outcomeKnown = error instanceof AppError && !UNKNOWN_OUTCOME.has(error.code);
  const record = outcomeKnown
    ? abandonOperation(operation.id)
    : noteFailure(operation.id, error instanceof Error ? error.message : String(error));
  // With the database gone too, the operation stays as it is: it is settled after its deadline.
  await record.catch(() => undefined);
}

const UNKNOWN_OUTCOME: ReadonlySet<string> = new Set([
  'UPSTREAM_ERROR',
  'UPSTREAM_TIMEOUT',
  'UNAVAILABLE',
  'INTERNAL',
]);

function busy(): AppError {
  return new AppError(
    'TOOMANYREQUESTS',
    'Another change of the same tag or image is under way. Try again in a few seconds.',
    {
      retryAfter: 5,
    },
  );
}
