import { setTimeout as delay } from 'node:timers/promises';
import { openScreen } from '#lib/runtime/screen.ts';
import type { Command } from './command.ts';

export const gc: Command = {
  name: 'gc',
  options: ['--dry-run'],
  summary: 'Free the disk space of what was purged: the registry’s garbage collection.',
  details: `Works while Lighter runs: pulls go on, pushes wait until it is over. With --dry-run it only says what would be freed, and
nobody waits. In a registry that Lighter does not run it says which command does it.`,
  async run(options) {
    const { withService } = await import('./with-instance.ts');
    return await withService(['database', 'registry'], () => runGc(options.includes('--dry-run')));
  },
};

async function runGc(dryRun: boolean): Promise<number> {
  const [{ readRegistryStorage }, { env }] = await Promise.all([
    import('#lib/db/registry-storage.ts'),
    import('#lib/env/env.ts'),
  ]);
  if (await readRegistryStorage()) return await follow(dryRun);
  if (!env().storage) return await tellHow();
  const { startCollector } = await import('#lib/collector/main.ts');
  const collector = await startCollector();
  try {
    while (!(await readRegistryStorage())) await delay(POLL_MS);
    return await follow(dryRun);
  } finally {
    await collector.close();
  }
}

const POLL_MS = 300;

async function follow(dryRun: boolean): Promise<number> {
  const [{ startGc }, { readGcRun }] = await Promise.all([
    import('#lib/services/request-gc.ts'),
    import('#lib/db/gc-runs.ts'),
  ]);
  const screen = openScreen();
  const step = screen.step('garbage collection');
  const actor = { name: null, address: null };
  try {
    let run = await startGc({ dryRun, trigger: 'manual', actor });
    while (run.status === 'queued' || run.status === 'running') {
      step.note(
        run.phase
          ? PHASES[run.phase]! + (run.total > 0 ? `, ${run.done} of ${run.total}` : '')
          : 'waiting for the collector',
      );
      await delay(POLL_MS);
      run = (await readGcRun(run.id))!;
    }
    if (run.status === 'failed') {
      process.stderr.write(`${run.message}\n`);
      return 1;
    }
    const words = `${run.blobs ?? 0} blobs, ${bytes(run.bytes ?? 0)}`;
    step.done(dryRun ? `would free ${words}` : `freed ${words}`);
    return 0;
  } finally {
    screen.clear();
  }
}

const PHASES: Record<string, string> = {
  purging: 'purging what was deleted',
  measuring: 'measuring',
  marking: 'marking what is used',
  waiting: 'waiting for pushes under way',
  pinning: 'keeping what is being pushed',
  collecting: 'deleting',
  cleaning: 'cleaning up',
};

/** What it would free is known; who runs the registry has to do it. */
async function tellHow(): Promise<number> {
  const [{ readReclaimable }, { gcCommands }] = await Promise.all([
    import('#lib/db/unreferenced-blobs.ts'),
    import('#lib/services/gc-commands.ts'),
  ]);
  const { blobs, bytes: size } = await readReclaimable();
  const commands = (await gcCommands()).map(({ where, command }) => `  ${where}:\n    ${command}`);
  process.stdout.write(
    `Lighter does not reach the storage of this registry. As far as it knows, ${blobs} blobs (${bytes(size)}) can be freed, by\n${commands.join('\n')}\n`,
  );
  return 0;
}

function bytes(count: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const unit = Math.min(Math.floor(Math.log2(Math.max(count, 1)) / 10), units.length - 1);
  return `${(count / 1024 ** unit).toFixed(unit === 0 ? 0 : 1)} ${units[unit]!}`;
}
