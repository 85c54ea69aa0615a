import type { Command } from './command.ts';

export const resetPassword: Command = {
  name: 'admin reset-password',
  operands: 'NAME',
  summary: 'Give the user NAME a new password, and print it.',
  details: `Works while Lighter runs and while it does not. The sessions of that user end,
and a second factor is taken away.`,
  async run([name = '']) {
    const { withService } = await import('./with-instance.ts');
    const password = await withService(['database'], async () => {
      const service = await import('#lib/services/reset-password.ts');
      return await service.resetPassword(name);
    });
    process.stdout.write(`${password}\n`);
    return 0;
  },
};
