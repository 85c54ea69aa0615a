import { completeEnvironment, machineEnvironment } from '#lib/env/env.ts';
import type { Running } from '#lib/runtime/running.ts';
import { READY } from '#lib/runtime/ready-message.ts';

/**
 * Runs one service until it is asked to end: by a signal, or by the end of the supervisor that started it.
 * Gives the exit code.
 */
export async function runService(start: () => Promise<Running>): Promise<number> {
  const ending = endRequested();
  if (!machineEnvironment().production) completeEnvironment({ NODE_ENV: 'production' });
  const running = await start();
  process.send?.(READY);
  await ending;
  const gaveUp = setTimeout(() => process.exit(1), CLOSE_PATIENCE_MS);
  await running.close();
  clearTimeout(gaveUp);
  return 0;
}

/** Above the bounds that the services keep themselves (10 s for transfers). */
const CLOSE_PATIENCE_MS = 15_000;

function endRequested(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    // The supervisor was killed: nothing may outlive it.
    process.once('disconnect', () => resolve());
  });
}
