import path from 'node:path';
import { childEnvironment } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { lastWords } from './child-line.ts';
import { startPart } from './part.ts';
import type { LogSink } from './log-file.ts';
import { projectRoot } from './project-root.ts';
import { stopProcess } from './stop-process.ts';

/** What `lighter prepare` sends. */
export type Prepared = { setupToken: string | null };

/**
 * Prepares a migrated database for service, in a short-lived child: the supervisor, which lives as long as everything,
 * never loads Prisma. Throws AppError SETUP_FAILED with the child's sentence.
 */
export async function prepareData(signal: AbortSignal, log: LogSink): Promise<Prepared> {
  const part = startPart({
    name: 'prepare',
    command: process.execPath,
    args: [path.join(projectRoot, 'bin/lighter'), 'prepare'],
    cwd: projectRoot,
    env: childEnvironment(),
    ipc: true,
    log,
  });
  const abort = () => void stopProcess(part.identity, { patience: 1000, group: true });
  signal.addEventListener('abort', abort);
  let prepared: Prepared | undefined;
  part.process.on('message', (message) => (prepared = message as Prepared));
  await new Promise((resolve) => part.process.on('close', resolve));
  signal.removeEventListener('abort', abort);
  signal.throwIfAborted();
  if (prepared) return prepared;
  throw new AppError(
    'SETUP_FAILED',
    lastWords(part.tail) ??
      'The database could not be prepared: look at logs/lighter.log in the data folder.',
  );
}
