import { AppError } from '#lib/errors/app-error.ts';

/**
 * Statements under way at once for one kind of question. Further questions wait for one to come back and are asked together: the
 * busier the process, the larger the batches. More would take connections of the pool from others.
 */
const MAX_UNDER_WAY = 3;

/** Questions in one statement; an array of some hundred values is nothing to Postgres. */
const MAX_BATCH = 500;

/** A database that does not answer within this is down as far as a request is concerned; as for a new connection. */
const DEADLINE_MS = 2_000;
const RETRY_AFTER = 2;

type Waiting<Question, Answer> = {
  question: Question;
  answer: Promise<Answer>;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
};

/**
 * Puts questions that come at the same time into one statement, and equal ones into one question. A question joins only a
 * statement that has not been sent, so its answer is never older than the question itself. `ask` answers in the order of the
 * questions; `keyOf` tells equal ones. A question rejects with what its statement failed with, or with AppError UNAVAILABLE when
 * there is no answer in time.
 */
export function batched<Question, Answer>(
  keyOf: (question: Question) => string,
  ask: (questions: Question[]) => Promise<Answer[]>,
  {
    maxUnderWay = MAX_UNDER_WAY,
    deadlineMs = DEADLINE_MS,
  }: { maxUnderWay?: number; deadlineMs?: number } = {},
): (question: Question) => Promise<Answer> {
  let waiting = new Map<string, Waiting<Question, Answer>>();
  let underWay = 0;
  let scheduled = false;

  const schedule = () => {
    if (scheduled || underWay >= maxUnderWay || waiting.size === 0) return;
    scheduled = true;
    // After all that this turn of the event loop reads from the network.
    setImmediate(send);
  };
  const take = (count: number) => {
    const taken = [...waiting.values()].slice(0, count);
    waiting = new Map([...waiting].slice(count));
    return taken;
  };
  const send = () => {
    scheduled = false;
    const batch = take(MAX_BATCH);
    if (batch.length === 0) return;
    underWay++;
    void answerAll(batch, ask, deadlineMs).then((answered) => {
      underWay--;
      // Those who wait for a place have waited for the same database.
      if (!answered) for (const { reject } of take(waiting.size)) reject(noAnswer());
      schedule();
    });
    schedule();
  };

  return (question) => {
    const key = keyOf(question);
    const known = waiting.get(key);
    if (known) return known.answer;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    waiting.set(key, { question, answer: promise, resolve, reject });
    schedule();
    return promise;
  };
}

/** @returns false when the deadline came first; what the statement gives later goes nowhere */
async function answerAll<Question, Answer>(
  batch: Waiting<Question, Answer>[],
  ask: (questions: Question[]) => Promise<Answer[]>,
  deadlineMs: number,
): Promise<boolean> {
  const { promise: late, resolve: giveUp } = Promise.withResolvers<null>();
  const timer = setTimeout(giveUp, deadlineMs, null);
  try {
    const answers = await Promise.race([ask(batch.map(({ question }) => question)), late]);
    if (answers === null) for (const { reject } of batch) reject(noAnswer());
    else batch.forEach(({ resolve }, at) => resolve(answers[at]!));
    return answers !== null;
  } catch (error) {
    for (const { reject } of batch) reject(error);
    return true;
  } finally {
    clearTimeout(timer);
  }
}

function noAnswer(): AppError {
  return new AppError('UNAVAILABLE', 'The database does not answer. Try again in a moment.', {
    retryAfter: RETRY_AFTER,
  });
}
