import type { Command } from './command.ts';
import { runService } from './run-service.ts';

export const collector: Command = {
  name: 'collector',
  summary: 'Run only what frees disk space, where the storage of the registry is.',
  details: `For a registry that runs apart, as in compose: it shares the registry's folder, which LIGHTER_STORAGE names, and has the
registry's program on its path. It needs DATABASE_URL and REGISTRY_URL too. One works at a time; "lighter start" needs none.`,
  async run() {
    const { startCollectorService } = await import('#lib/collector/service.ts');
    return await runService(startCollectorService);
  },
};
