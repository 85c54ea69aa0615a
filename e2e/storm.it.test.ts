import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from './support/inside.ts';
import { startParts, type Part, type Parts } from './support/storm-parts.ts';
import { chance, type Chance } from './support/storm-random.ts';
import { expectTruth } from './support/storm-truth.ts';
import { StormWork } from './support/storm-work.ts';

/** By hand: `STORM_ROUNDS=10 npx vitest run --project integration e2e/storm.it.test.ts`; STORM_SEED is the first round's. */
const ROUNDS = Number(process.env.STORM_ROUNDS ?? 1);
const SEED = Number(process.env.STORM_SEED ?? 1);
const ROUND_MS = 120_000;

const KILLS = 3;
/** The last kill comes while a third of the writes is still to begin. */
const KILLED_BY = 0.65;
const JITTER_MS = 150;

let parts: Parts;

beforeAll(async () => {
  parts = await startParts();
});
afterAll(() => parts.stop());

const kinds: Record<string, (chance: Chance) => Part[]> = {
  'the gateways': () => Array<Part>(KILLS).fill('gateway'),
  'the registry': () => Array<Part>(KILLS).fill('upstream'),
  Postgres: () => Array<Part>(KILLS).fill('postgres'),
  'each of them': ({ shuffled }) => shuffled<Part>(['gateway', 'upstream', 'postgres', 'gateway']),
};

it.each(Object.keys(kinds))(
  'a hundred writers at once while %s are killed: what was acknowledged holds',
  { timeout: ROUNDS * ROUND_MS },
  async (kind) => {
    for (let seed = SEED; seed < SEED + ROUNDS; seed++) {
      try {
        await storm(kind, seed);
      } catch (error) {
        throw new Error(`the storm over ${kind} with STORM_SEED=${seed} failed`, { cause: error });
      }
    }
  },
);

async function storm(kind: string, seed: number): Promise<void> {
  const luck = chance(seed);
  const work = new StormWork(parts, luck, `${Object.keys(kinds).indexOf(kind)}-${seed}`);
  expect(work.writers).toBeGreaterThanOrEqual(90);
  await work.prepare();
  const victims = kinds[kind]!(luck);
  const writing = work.run();
  await Promise.all([writing, killAll(work, victims, luck)]);
  await expectTruth(parts, work);
}

/** One after the other, each when some more of the writes have begun. */
async function killAll(work: StormWork, victims: Part[], luck: Chance): Promise<void> {
  for (const [number, victim] of victims.entries()) {
    const share = ((number + luck.next()) / victims.length) * KILLED_BY;
    await until('more writes have begun', () => work.begun >= share * work.writers * 2);
    await sleep(luck.next() * JITTER_MS);
    await parts.killers[victim](luck);
  }
}
