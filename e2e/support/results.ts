export type Counts = { passed: number; failed: number; skipped: number };

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
};
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number } };

/**
 * Counts of one runner. A file that does not load counts as one failure, as does a runner that failed without a failed
 * test (a crash, no report at all); a flaky test counts as failed.
 */
export function countsOf(report: unknown, exitCode: number): Counts {
  const counts = read(report);
  if (exitCode !== 0 && counts.failed === 0) return { ...counts, failed: 1 };
  return counts;
}

/** The line that says how a run went: over all its runners. */
export function summaryLine(all: Counts[]): string {
  const sum = (pick: (counts: Counts) => number) => all.reduce((total, counts) => total + pick(counts), 0);
  return `${sum((c) => c.passed)} passed, ${sum((c) => c.failed)} failed`;
}

function read(report: unknown): Counts {
  if (isVitest(report)) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report;
    const failed = numFailedTests + report.testResults.filter(didNotLoad).length;
    return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
  }
  if (isPlaywright(report)) {
    const { expected, unexpected, flaky, skipped } = report.stats;
    return { passed: expected, failed: unexpected + flaky, skipped };
  }
  return { passed: 0, failed: 1, skipped: 0 };
}

function didNotLoad({ status, assertionResults }: VitestReport['testResults'][number]): boolean {
  return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
}

function isVitest(report: unknown): report is VitestReport {
  return typeof report === 'object' && report !== null && 'numPassedTests' in report;
}

function isPlaywright(report: unknown): report is PlaywrightReport {
  return typeof report === 'object' && report !== null && 'stats' in report;
}
