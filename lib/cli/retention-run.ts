import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { RetentionRunRow } from '#lib/db/retention-runs.ts';
import { openScreen } from '#lib/runtime/screen.ts';
import { stopRequest } from '#lib/runtime/stop-request.ts';
import type { Command } from './command.ts';
import { findProject } from './retention-preview.ts';

export const retentionRun: Command = {
  name: 'retention run',
  operands: 'PROJECT',
  summary: 'Delete what the saved cleanup of PROJECT says, into the trash.',
  details: `As "Run once" in the browser, whether the rules observe or are active. A worker of a Lighter that runs takes part in it.
Ctrl-C stops it before it deletes more. The exit code is 0 when it is done, and 1 when it waits or has failed.`,
  async run([name = '']) {
    const { withService } = await import('./with-instance.ts');
    return await withService(['database', 'registry'], () => runOnce(name));
  },
};

/** How often progress is shown, and a run of another worker is looked at. */
const POLL_MS = 500;

async function runOnce(name: string): Promise<number> {
  const [{ queueManualRun }, runs, { SYSTEM_ACTOR }, { transaction }] = await Promise.all([
    import('#lib/services/start-run.ts'),
    import('#lib/db/retention-runs.ts'),
    import('#lib/services/actor.ts'),
    import('#lib/db/transaction.ts'),
  ]);
  const project = await findProject(name);
  const id = await queueManualRun(project, { confirm: [], observe: false }, SYSTEM_ACTOR);
  void stopRequest().requested.then(() => transaction((tx) => runs.askToStop(tx, id)));
  const screen = openScreen();
  const step = screen.step('cleanup');
  try {
    const working = workAt(id);
    for (;;) {
      const run = (await runs.readRetentionRun(project.id, id))!;
      const words = await progress(run);
      if (!runs.isActive(run)) {
        await working;
        step.done(words);
        if (run.message !== null) process.stderr.write(`${run.message}\n`);
        return run.status === 'done' ? 0 : 1;
      }
      step.note(words);
      await delay(POLL_MS);
    }
  } finally {
    screen.clear();
  }
}

/** Unless a worker has taken it up already. */
async function workAt(id: number): Promise<void> {
  const [{ claimRetentionRun }, { workRun }] = await Promise.all([
    import('#lib/db/retention-runs.ts'),
    import('#lib/services/work-run.ts'),
  ]);
  const claimed = await claimRetentionRun(randomUUID(), id);
  if (claimed) await workRun(claimed, new AbortController().signal);
}

async function progress({ id, status }: RetentionRunRow): Promise<string> {
  const { countDecisions } = await import('#lib/db/retention-decisions.ts');
  const { planned, deleted, kept } = (await countDecisions([id])).get(id) ?? {
    planned: 0,
    deleted: 0,
    kept: 0,
  };
  return `${status}: ${deleted} deleted, ${kept} kept, ${planned} to do`;
}
