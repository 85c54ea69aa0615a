import { afterEach, expect, it } from 'vitest';
import { foreignEnvironment } from '#lib/env/env.ts';
import { Keeper } from './keeper.ts';
import { startPart, type Part } from './part.ts';
import { isAlive } from './process-identity.ts';
import { stopProcess } from './stop-process.ts';

let keeper: Keeper | undefined;
afterEach(() => keeper?.stop());

/** A keeper of `node -e script`, what it reported, and each process it started, as they come. */
function keep(script: string) {
  const reports: string[] = [];
  const spawned: Part[] = [];
  const waiting: ((part: Part) => void)[] = [];
  const start = async () => {
    const args = ['-e', script];
    const part = startPart({ name: 'part', command: process.execPath, args, env: foreignEnvironment() });
    spawned.push(part);
    waiting.shift()?.(part);
    return part;
  };
  const stop = (part: Part) => stopProcess(part.identity, { patience: 5000 });
  keeper = new Keeper({ name: 'part', start, stop, report: (text) => reports.push(text) });
  const next = () => new Promise<Part>((resolve) => waiting.push(resolve));
  return { keeper, reports, spawned, next };
}

it('starts a part again when it ends by itself, and says so', async () => {
  const { keeper, reports, next } = keep('setInterval(() => {}, 1000)');
  const first = next();
  await keeper.start();
  const again = next();
  process.kill((await first).identity.pid, 'SIGKILL');
  const second = await again;
  expect(reports[0]).toBe('ended with signal SIGKILL; starts again in 0.5 s (try 1)');
  await keeper.stop();
  expect(isAlive(second.identity)).toBe(false);
});

it('leaves a part that keeps ending alone once it is stopped', async () => {
  const { keeper, reports, spawned, next } = keep('process.exit(3)');
  await keeper.start();
  await next();
  await spawned[1]?.exited;
  await keeper.stop();
  expect(reports[0]).toBe('ended with exit code 3; starts again in 0.5 s (try 1)');
  expect(spawned.length).toBe(2);
});
