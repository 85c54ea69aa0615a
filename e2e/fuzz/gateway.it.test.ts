import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FuzzClient } from './client.ts';
import { prepareGround, type Ground } from './ground.ts';
import { sessions } from './requests.ts';

// Requests as nobody would send them, by people with all kinds of rights, to a gateway in a process of its own. By default a few
// thousand, the same in each run. `FUZZ_REQUESTS=100000 FUZZ_SEED=…` is the long run: see docs/notes.md.

const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 4_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20261124);
const A_SESSION = 40;
/** Deletes leave less and less to ask for. */
const RESTORE_EVERY = 20;

/** A busy machine does fewer of them; what a failing run needs to become small comes on top. */
const TIME_MS = Number(process.env['FUZZ_REQUESTS'] ?? 0) > 0 ? 60 * 60_000 : 40_000;

let ground: Ground;

beforeAll(async () => {
  ground = await prepareGround();
});

afterAll(() => ground.stop());

it(
  'no request makes the gateway fail, fall, or ask upstream for what it should not',
  { timeout: 2 * TIME_MS },
  async () => {
    const client = new FuzzClient(ground);
    const pid = ground.gateway.pid();
    let played = 0;
    const play = fc.asyncProperty(sessions(A_SESSION), async (session) => {
      if (played++ % RESTORE_EVERY === 0) await ground.restore();
      await client.play(session);
    });
    const before = residentBytes(pid);
    await fc.assert(play, {
      seed: SEED,
      numRuns: Math.ceil(REQUESTS / (A_SESSION / 2)),
      interruptAfterTimeLimit: TIME_MS,
    });
    client.close();
    const answers = [...client.counted.values()].reduce((sum, count) => sum + count, 0);
    process.stdout.write(
      `${answers} answers by status: ${JSON.stringify(Object.fromEntries([...client.counted].sort()))}\n`,
    );
    process.stdout.write(`resident memory: ${before} to ${residentBytes(pid)} bytes\n`);
    // Else it only ever heard no, and the fuzzer has not looked far.
    for (const status of [200, 201, 202, 204, 206, 304, 400, 401, 403, 404, 405, 416])
      expect(client.counted.get(status), String(status)).toBeGreaterThan(0);
    checkLog(ground.gateway.output());
  },
);

/** Nobody's secret, no failure of ours and no crash. */
function checkLog(log: string): void {
  const lines = log.split('\n');
  for (const secret of ground.secrets()) expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  expect(lines.filter((line) => /"INTERNAL"|unhandled|uncaught|"level":[56]0/i.test(line))).toEqual([]);
}

/** From /proc, where there is one. */
function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return 0;
  }
}
