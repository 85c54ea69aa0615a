import type { Command } from './command.ts';
import { runService } from './run-service.ts';

export const web: Command = {
  name: 'web',
  summary: 'Run only the pages, on WEB_URL.',
  details: 'For more than one machine. It needs DATABASE_URL and REGISTRY_URL, and serves at WEB_URL.',
  async run() {
    const { startWeb } = await import('#lib/web/main.ts');
    return await runService(startWeb);
  },
};
