import { openScreen } from '#lib/runtime/screen.ts';
import { stopRequest } from '#lib/runtime/stop-request.ts';
import type { Command } from './command.ts';

export const reconcile: Command = {
  name: 'reconcile',
  summary: 'Index what the registry has and the database lacks.',
  details: `Rebuilds the index from the registry, after a restored or lost database. Nothing is deleted: what the registry no
longer has is marked as missing. Works while Lighter runs, which also does it by itself; cut off, it goes on next time.`,
  async run() {
    const stopping = new AbortController();
    void stopRequest().requested.then(() => stopping.abort());
    const { withService } = await import('./with-instance.ts');
    return await withService(['database', 'registry'], () => runReconcile(stopping.signal));
  },
};

type Numbers = {
  repositoriesDone: number;
  repositoriesTotal: number;
  tagsSeen: number;
  manifestsIndexed: number;
};

async function runReconcile(signal: AbortSignal): Promise<number> {
  const service = await import('#lib/services/reconcile.ts');
  const screen = openScreen();
  const step = screen.step('reconcile');
  const onProgress = everySecond((progress: Numbers) => step.note(words(progress)));
  try {
    const report = await service.reconcile({ onProgress, signal });
    step.done(`${words(report)}, ${report.missing} missing`);
    for (const error of report.errors) process.stderr.write(`${error}\n`);
    return report.errors.length === 0 ? 0 : 1;
  } finally {
    screen.clear();
  }
}

function words({ repositoriesDone, repositoriesTotal, tagsSeen, manifestsIndexed }: Numbers): string {
  return `${repositoriesDone} of ${repositoriesTotal} repositories, ${tagsSeen} tags seen, ${manifestsIndexed} manifests indexed`;
}

/** Where there is no terminal each note is a line. */
function everySecond<T>(note: (value: T) => void): (value: T) => void {
  let last = -Infinity;
  return (value) => {
    if (performance.now() - last < 1000) return;
    last = performance.now();
    note(value);
  };
}
