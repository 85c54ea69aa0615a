// npm test: does all the set-up for, and runs, every test. `npm test -- unit|integration|e2e [filter]` runs a part.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBrowser } from '../e2e/support/browser.ts';
import { countsOf, summaryLine } from '../e2e/support/results.ts';
import type { Counts } from '../e2e/support/results.ts';
import { makeRunFolder, removeRunFolder } from '../e2e/support/run-folder.ts';
import { prepareProduct, prepareTools } from '../e2e/support/set-up.ts';

const SUITES = ['unit', 'integration', 'e2e'] as const;
type Suite = (typeof SUITES)[number];

/** As long as a test and its cleaning may take; what then remains is ended with the run's folder. */
const RUNNER_GRACE_MILLISECONDS = 20_000;
const USAGE = `Usage: npm test [-- ${SUITES.join('|')} [filter]]`;

const root = join(import.meta.dirname, '..');
process.chdir(root);
process.exitCode = await main(process.argv.slice(2));

async function main([chosen, ...filters]: string[]): Promise<number> {
  const suites = chosen === undefined ? SUITES : SUITES.filter((suite) => suite === chosen);
  if (suites.length === 0) {
    console.error(USAGE);
    return 2;
  }
  const { folder } = await makeRunFolder();
  const stopping = stopOnSignal();
  try {
    return await runSuites(folder, suites, filters, stopping);
  } catch (error) {
    if (!stopping.aborted) console.error(explain(error));
    return 1;
  } finally {
    await removeRunFolder(folder);
  }
}

async function runSuites(
  folder: string,
  suites: readonly Suite[],
  filters: string[],
  stopping: AbortSignal,
): Promise<number> {
  const runsProduct = suites.some((suite) => suite !== 'unit');
  await prepareProduct(runsProduct, stopping);
  if (runsProduct) await prepareTools();
  if (suites.includes('e2e')) process.env.LIGHTER_TEST_BROWSER = (await ensureBrowser()) ?? '';

  const results: Result[] = [];
  for (const suite of suites) {
    stopping.throwIfAborted();
    results.push(await runSuite(suite, filters, join(folder, `${suite}.json`), stopping));
  }
  return summarise(results);
}

type Result = Counts & { suite: Suite; seconds: number };

async function runSuite(
  suite: Suite,
  filters: string[],
  report: string,
  stopping: AbortSignal,
): Promise<Result> {
  console.log(`\n${suite}`);
  const started = performance.now();
  const [program = '', ...args] = commandOf(suite, report);
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  // A group of its own: Ctrl-C reaches only this process, which then ends everything in order.
  const child = spawn(program, [...args, ...filters], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
    env,
  });
  const stop = () => stopRunner(child);
  stopping.addEventListener('abort', stop, { once: true });
  const [code] = (await once(child, 'exit')) as [number | null];
  stopping.removeEventListener('abort', stop);
  stopping.throwIfAborted();
  const counts = countsOf(await readReport(report), code ?? 1);
  // Traces and pictures of failures; nothing else is worth keeping.
  if (suite === 'e2e' && counts.failed === 0) await rm('test-results', { recursive: true, force: true });
  return { ...counts, suite, seconds: (performance.now() - started) / 1000 };
}

function commandOf(suite: Suite, report: string): string[] {
  const bin = (name: string) => join(root, 'node_modules/.bin', name);
  if (suite === 'e2e') return [bin('playwright'), 'test', '--reporter=list,json'];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return [bin('vitest'), 'run', '--project', suite, '--passWithNoTests', ...reporters];
}

async function readReport(file: string): Promise<unknown> {
  return readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as unknown,
    () => undefined,
  );
}

function summarise(results: Result[]): number {
  console.log();
  for (const { suite, passed, failed, skipped, seconds } of results) {
    const skips = skipped ? `, ${skipped} skipped` : '';
    console.log(`${suite}: ${passed} of ${passed + failed} passed${skips} (${seconds.toFixed(1)} s)`);
  }
  console.log(summaryLine(results));
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
}

/** Aborted by Ctrl-C and SIGTERM, which then no longer end this process: it cleans up first. */
function stopOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) console.error(`\nStopping on ${name}…`);
      controller.abort();
    });
  }
  return controller.signal;
}

/** Runners take one SIGINT for "end what you have begun, and clean up after it". */
function stopRunner(child: ChildProcess): void {
  child.kill('SIGINT');
  setTimeout(() => child.kill('SIGKILL'), RUNNER_GRACE_MILLISECONDS).unref();
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `\n${error.cause.message}` : '';
  return `${error.message}${cause}`;
}
