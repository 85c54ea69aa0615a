import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type Task = { name: string; command: string[]; env?: Record<string, string> };
export type Outcome = { name: string; ok: boolean; seconds: number; output: string };

/** Runs the tasks in order, `atOnce` at a time, and tells of each when it is done: one line, and its output where it failed. */
export async function runTasks(tasks: Task[], atOnce: number): Promise<Outcome[]> {
  const waiting = [...tasks];
  const outcomes: Outcome[] = [];
  const lane = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      const outcome = await runTask(task);
      outcomes.push(outcome);
      report(outcome);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return outcomes;
}

async function runTask({ name, command, env }: Task): Promise<Outcome> {
  const started = performance.now();
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0', ...env },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ok = await once(child, 'close').then(
    ([code]) => code === 0,
    (error: unknown) => {
      chunks.push(Buffer.from(String(error)));
      return false;
    },
  );
  return {
    name,
    ok,
    seconds: (performance.now() - started) / 1000,
    output: Buffer.concat(chunks).toString().trim(),
  };
}

function report({ name, ok, seconds, output }: Outcome): void {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
  if (!ok && output) console.log(`${output}\n`);
}
