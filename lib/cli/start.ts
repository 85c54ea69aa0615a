import { inspect } from 'node:util';
import { openLogFile } from '#lib/runtime/log-file.ts';
import { openScreen, type Screen } from '#lib/runtime/screen.ts';
import { stopRequest, type StopRequest } from '#lib/runtime/stop-request.ts';
import type { Supervisor } from '#lib/runtime/supervisor.ts';
import type { Command } from './command.ts';
import { sentenceOf } from './report-error.ts';

export const start: Command = {
  name: 'start',
  summary: 'Set everything up and run it: database, registry, gateway, pages and worker.',
  details: `What is missing is made: the generated client, the built pages, and, unless DATABASE_URL and REGISTRY_URL name
them, a Postgres and a registry in LIGHTER_DATA (./data), which only this Lighter can reach.

Warnings and errors are shown; each part's whole log is in LIGHTER_DATA/logs, at most twice 5 MB a part. With
NODE_ENV=production and no terminal, as in a container, the logs go to stderr as JSON lines instead.

Ctrl-C or SIGTERM ends it in order; transfers under way get 10 seconds. A second Ctrl-C ends it at once.`,
  async run() {
    const screen = openScreen();
    const wish = stopRequest();
    const runtime = await import('#lib/runtime/supervisor.ts');
    const supervisor = new runtime.Supervisor(screen);
    wish.onForce(() => {
      supervisor.kill();
      process.exit(FORCED);
    });
    return await serve(supervisor, screen, wish);
  },
};

/** 128 + SIGINT, as shells give it. */
const FORCED = 130;

async function serve(supervisor: Supervisor, screen: Screen, wish: StopRequest): Promise<number> {
  const started = supervisor.start().then((text) => screen.block(text));
  const failed = started.then(never, (error: unknown) => error);
  const failure = await Promise.race([failed, wish.requested]);
  if (failure === undefined) screen.line('lighter', 'stopping');
  await supervisor.stop();
  if (failure === undefined) {
    screen.line('lighter', 'stopped');
    return 0;
  }
  process.stderr.write(`${sentenceOf(failure)}\n`);
  if (supervisor.detailsFile) openLogFile(supervisor.detailsFile).line(inspect(failure));
  return 1;
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
