import path from 'node:path';
import { childEnvironment } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { lastWords, readChildLine, WARNING } from './child-line.ts';
import type { LogSink } from './log-file.ts';
import { exitWords, startPart, type Part } from './part.ts';
import { projectRoot } from './project-root.ts';
import { READY } from './ready-message.ts';
import { stopProcess } from './stop-process.ts';

export type ServiceName = 'gateway' | 'web' | 'worker';

export type ServiceOptions = {
  name: ServiceName;
  signal: AbortSignal;
  log: LogSink;
  /** Told of warnings and errors. */
  tell: (text: string) => void;
  onSpawn: (part: Part) => void;
};

/**
 * Starts `lighter gateway|web|worker` with this process's environment and waits until it says that it serves.
 * Throws AppError SETUP_FAILED with the child's own sentence when it ends instead.
 */
export async function startService(options: ServiceOptions): Promise<Part> {
  const { name, signal, log, tell, onSpawn } = options;
  const part = startPart({
    name,
    command: process.execPath,
    args: [path.join(projectRoot, 'bin/lighter'), name],
    cwd: projectRoot,
    env: childEnvironment(),
    ipc: true,
    log,
    onSpawn,
    onLine: (line) => {
      const shown = readChildLine(line);
      if (shown && shown.level >= WARNING) tell(shown.message);
    },
  });
  try {
    await serves(part, signal);
    return part;
  } catch (error) {
    await stopProcess(part.identity, { patience: 1000, group: true });
    throw error;
  }
}

/** Asks a child to end and gives it its time; the gateway has transfers under way. */
export async function stopService(part: Part): Promise<void> {
  await stopProcess(part.identity, { patience: PATIENCE_MS[part.name as ServiceName], group: true });
}

const PATIENCE_MS: Record<ServiceName, number> = { gateway: 12_000, web: 5000, worker: 12_000 };
const START_PATIENCE_MS = 60_000;

async function serves(part: Part, signal: AbortSignal): Promise<void> {
  const { name } = part;
  const timeout = AbortSignal.timeout(START_PATIENCE_MS);
  await new Promise<void>((resolve, reject) => {
    const late = `The ${name} does not say that it serves: look at its log.`;
    timeout.addEventListener('abort', () => reject(new AppError('SETUP_FAILED', late)));
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    part.process.on('message', (message) => {
      if (message === READY) resolve();
    });
    // Its output is complete a moment after its end.
    part.process.on('close', (code, ending) => {
      const words = lastWords(part.tail) ?? `The ${name} ended with ${exitWords({ code, signal: ending })}.`;
      reject(new AppError('SETUP_FAILED', words));
    });
  });
}
