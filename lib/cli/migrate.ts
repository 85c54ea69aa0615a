import type { Command } from './command.ts';

export const migrate: Command = {
  name: 'migrate',
  summary: 'Bring the database to the schema of this version.',
  details: `Also done by every "lighter start"; to be run first where gateway, web and worker run apart. A database without an
administrator gets one: LIGHTER_ADMIN_PASSWORD, or a one-time setup link that is printed. Each migration is a transaction; run
it as often as you like.`,
  async run() {
    const [{ withInstance }, db] = await Promise.all([
      import('./with-instance.ts'),
      import('#lib/db/migrate.ts'),
    ]);
    await withInstance(['database'], async ({ databaseUrl, attached }) => {
      const { applied } = await db.migrate(databaseUrl);
      const text = applied.map((name) => `Applied ${name}.`);
      process.stdout.write(`${text.join('\n') || 'Nothing to do: the database is up to date.'}\n`);
      // The one that runs has printed a link, which a new one would make void.
      if (!attached) await prepare();
    });
    return 0;
  },
};

async function prepare(): Promise<void> {
  const [{ env }, { generate }, { addresses }] = await Promise.all([
    import('#lib/env/env.ts'),
    import('#lib/runtime/prepare-code.ts'),
    import('#lib/runtime/announce.ts'),
  ]);
  await generate();
  const { prepareInstance } = await import('#lib/services/prepare-instance.ts');
  const { setupToken } = await prepareInstance();
  if (!setupToken) return;
  const { shown } = addresses(env(), env().port);
  process.stdout.write(
    `Make the first administrator with this link, which works once:\n  ${shown}/setup?token=${setupToken}\n`,
  );
}
