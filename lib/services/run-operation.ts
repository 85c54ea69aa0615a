import { setTimeout as delay } from 'node:timers/promises';
import type { Begin, Operation } from '#lib/db/operations.ts';
import { abandonOperation, endOperation, noteFailure, tryBegin } from '#lib/db/operations.ts';
import type { Tx } from '#lib/db/transaction.ts';
import { transaction } from '#lib/db/transaction.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { settleOverdue } from './settle-operations.ts';

/** How long a write waits for another that holds one of its keys; clients give up soon after. */
const KEY_WAIT_MS = 10_000;
const POLL_MS = 50;

/**
 * Runs one write upstream as a durable operation: begin (keys and checks, one transaction), do (the upstream calls),
 * close (the index, one transaction). An outcome that is not known keeps its keys until it is settled by asking upstream.
 * @throws AppError TOOMANYREQUESTS when others hold the keys for too long, and whatever `check`, `act` and `close` throw
 */
export async function runOperation<Done, Result>(
  begin: Begin,
  act: (operation: Operation) => Promise<Done>,
  close: (tx: Tx, done: Done, operation: Operation) => Promise<Result>,
): Promise<Result> {
  const operation = await waitToBegin(begin);
  let done: Done;
  try {
    done = await act(operation);
  } catch (error) {
    await afterFailure(operation, error);
    throw error;
  }
  return transaction(async (tx) => {
    const result = await close(tx, done, operation);
    await endOperation(tx, operation.id);
    return result;
  });
}

async function waitToBegin(begin: Begin): Promise<Operation> {
  const until = Date.now() + KEY_WAIT_MS;
  for (;;) {
    const begun = await tryBegin(begin);
    if ('operation' in begun) return begun.operation;
    // Whoever left it may be dead: past its deadline it is ours to settle.
    const settled = await settleOverdue(begun.blockedBy).catch(() => 0);
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
