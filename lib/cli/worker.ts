import type { Command } from './command.ts';
import { runService } from './run-service.ts';

export const worker: Command = {
  name: 'worker',
  summary: 'Run only the scheduled and queued jobs.',
  details:
    'For more than one machine. It needs DATABASE_URL and REGISTRY_URL; any number may run, each job runs once.',
  async run() {
    const { startWorker } = await import('#lib/jobs/main.ts');
    return await runService(startWorker);
  },
};
