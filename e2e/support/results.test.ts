import { describe, expect, it } from 'vitest';
import { countsOf, summaryLine } from './results.ts';

const vitest = (passed: number, failed: number, notLoaded = 0) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [
    { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
    ...Array.from({ length: notLoaded }, () => ({ status: 'failed', assertionResults: [] })),
  ],
});
const playwright = (expected: number, unexpected: number, flaky: number) => ({
  stats: { expected, unexpected, flaky, skipped: 4 },
});

describe('countsOf', () => {
  it.each([
    ['vitest', vitest(5, 1), 1, { passed: 5, failed: 1, skipped: 3 }],
    ['playwright, where flaky is failed', playwright(5, 1, 1), 1, { passed: 5, failed: 2, skipped: 4 }],
    ['files that did not load', vitest(5, 1, 2), 1, { passed: 5, failed: 3, skipped: 3 }],
    ['a runner that failed after its tests', vitest(5, 0), 1, { passed: 5, failed: 1, skipped: 3 }],
    ['a runner that crashed', undefined, 1, { passed: 0, failed: 1, skipped: 0 }],
    ['a runner without a report', undefined, 0, { passed: 0, failed: 1, skipped: 0 }],
  ])('%s', (_, report, exitCode, expected) => {
    expect(countsOf(report, exitCode)).toEqual(expected);
  });
});

describe('summaryLine', () => {
  it('sums over all runners', () => {
    expect(summaryLine([countsOf(vitest(5, 0), 0), countsOf(playwright(2, 1, 0), 1)])).toBe(
      '7 passed, 1 failed',
    );
  });
});
