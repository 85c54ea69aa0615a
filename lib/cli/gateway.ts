import type { Command } from './command.ts';
import { runService } from './run-service.ts';

export const gateway: Command = {
  name: 'gateway',
  summary: 'Run only the registry protocol on the public port.',
  details:
    'For more than one machine. It needs DATABASE_URL, REGISTRY_URL, and WEB_URL for the pages it hands on.',
  async run() {
    const { startGateway } = await import('#lib/gateway/main.ts');
    return await runService(startGateway);
  },
};
