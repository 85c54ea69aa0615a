import type { Command } from './command.ts';

export const prepare: Command = {
  name: 'prepare',
  summary: 'Prepare a migrated database for service, and tell the supervisor the setup token.',
  hidden: true,
  async run() {
    const { prepareInstance } = await import('#lib/services/prepare-instance.ts');
    const prepared = await prepareInstance();
    if (!process.send) return 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    process.send(prepared, () => resolve());
    await promise;
    return 0;
  },
};
