// npm run validate: format, lint, import boundaries, types. Every check runs, whatever the others say.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from '#lib/runtime/prepare-code.ts';
import { runTasks } from './tasks.ts';
import type { Task } from './tasks.ts';

const root = join(import.meta.dirname, '..');
process.chdir(root);

const bin = (name: string) => join(root, 'node_modules/.bin', name);
const started = performance.now();

await generate({ report: (doing) => console.log(doing) });
const preparation: Task[] = [
  { name: 'types of the routes', command: [bin('next'), 'typegen'], env: { NEXT_TELEMETRY_DISABLED: '1' } },
];
// Longest first: two run at once.
const checks: Task[] = [
  { name: 'lint', command: [bin('eslint'), '.', '--max-warnings=0'] },
  { name: 'types', command: [bin('tsc'), '--noEmit', '-p', '.', '--pretty', 'false'] },
  { name: 'format', command: [bin('prettier'), '--check', '--log-level=warn', '.'] },
  {
    name: 'walls',
    command: [bin('depcruise'), ...existing('lib', 'app', 'components', 'bin', 'bench', 'e2e')],
  },
];

const outcomes = [...(await runTasks(preparation, 1)), ...(await runTasks(checks, 2))];
const failed = outcomes.filter((outcome) => !outcome.ok).map((outcome) => outcome.name);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(failed.length ? `Not valid: ${failed.join(', ')} (${seconds} s)` : `Valid (${seconds} s)`);
process.exitCode = failed.length ? 1 : 0;

function existing(...folders: string[]): string[] {
  return folders.filter((folder) => existsSync(join(root, folder)));
}
