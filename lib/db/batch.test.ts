import { describe, expect, it } from 'vitest';
import { batched } from './batch.ts';

/** Statements that are answered when the test says so. */
function statements(deadlineMs?: number) {
  const sent: { questions: string[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const ask = batched(
    (question: string) => question,
    (questions: string[]) =>
      new Promise<string[]>((resolve, reject) => {
        const answer = () => resolve(questions.map((question) => question.toUpperCase()));
        sent.push({ questions, answer, fail: reject });
      }),
    { ...(deadlineMs === undefined ? {} : { deadlineMs }) },
  );
  return { sent, ask };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('batched', () => {
  it('asks what comes at the same time in one statement, equal questions once', async () => {
    const { sent, ask } = statements();
    const answers = Promise.all([ask('a'), ask('b'), ask('a')]);
    await turn();
    expect(sent.map(({ questions }) => questions)).toEqual([['a', 'b']]);
    sent[0]!.answer();
    expect(await answers).toEqual(['A', 'B', 'A']);
  });

  it('never answers a question by a statement that was sent before it came', async () => {
    const { sent, ask } = statements();
    const first = ask('a');
    await turn();
    const second = ask('a');
    await turn();
    expect(sent).toHaveLength(2);
    sent[1]!.answer();
    expect(await second).toBe('A');
    sent[0]!.answer();
    expect(await first).toBe('A');
  });

  it('collects what comes while enough statements are under way', async () => {
    const { sent, ask } = statements();
    const first = [];
    for (const question of ['a', 'b', 'c']) {
      first.push(ask(question));
      await turn();
    }
    const later = ['d', 'e'].map(ask);
    await turn();
    expect(sent).toHaveLength(3);
    sent[1]!.answer();
    expect(await first[1]).toBe('B');
    while (sent.length < 4) await turn();
    expect(sent[3]!.questions).toEqual(['d', 'e']);
    for (const { answer } of sent) answer();
    expect(await Promise.all([...first, ...later])).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('gives up on statements without an answer, with all who wait behind them, and asks anew', async () => {
    const { sent, ask } = statements(20);
    const failing = [];
    for (const question of ['a', 'b', 'c', 'd']) {
      failing.push(expect(ask(question)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfter: 2 }));
      await turn();
    }
    expect(sent).toHaveLength(3);
    await Promise.all(failing);
    const again = ask('d');
    await turn();
    sent[3]!.answer();
    expect(await again).toBe('D');
  });

  it('fails those alone who were asked together, and asks again', async () => {
    const { sent, ask } = statements();
    const failing = ask('a');
    await turn();
    const other = ask('b');
    await turn();
    sent[0]!.fail(new Error('gone'));
    sent[1]!.answer();
    await expect(failing).rejects.toThrow('gone');
    expect(await other).toBe('B');
    const again = ask('a');
    await turn();
    sent[2]!.answer();
    expect(await again).toBe('A');
  });
});
