import { afterAll, beforeAll, it } from 'vitest';
import { reconcile } from '#lib/services/reconcile.ts';
import { countedForYears } from './support/cleanup-clock.ts';
import { startCleanupParts, type CleanupParts } from './support/cleanup-parts.ts';
import { CleanupRound } from './support/cleanup-round.ts';
import { CleanupWork } from './support/cleanup-work.ts';
import { untilSettled } from './support/inside.ts';
import { chance } from './support/storm-random.ts';

/** By hand: `CLEANUP_ROUNDS=50 CLEANUP_SEED=7 npx vitest run --project integration e2e/cleanup-rounds.it.test.ts`. */
const ROUNDS = Number(process.env.CLEANUP_ROUNDS ?? 1);
const SEED = Number(process.env.CLEANUP_SEED ?? 1);
const ROUND_MS = 300_000;

let parts: CleanupParts;

beforeAll(async () => {
  parts = await startCleanupParts();
  await reconcile();
  await countedForYears();
});
afterAll(() => parts.stop());

it(
  'round after round, what should live pulls and verifies, and what should be gone leaves nothing behind',
  { timeout: (ROUNDS + 1) * ROUND_MS },
  async () => {
    const work = new CleanupWork(parts, chance(SEED));
    await work.seed(parts.registry.url);
    await untilSettled();
    for (let round = 0; round < ROUNDS; round++) {
      const begun = Date.now();
      try {
        await new CleanupRound(parts, work, chance(SEED * 1_000 + round)).play();
      } catch (error) {
        throw new Error(`round ${round} with CLEANUP_SEED=${SEED} failed`, { cause: error });
      }
      if (process.env.CLEANUP_ROUNDS)
        process.stderr.write(`seed ${SEED}, round ${round}: ${Date.now() - begun} ms\n`);
    }
  },
);
