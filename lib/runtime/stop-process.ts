import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

export type StopOptions = {
  /** How to ask first. */
  signal?: NodeJS.Signals;
  /** How long to wait for it, in milliseconds, before `force`. */
  patience: number;
  force?: NodeJS.Signals;
  /** Signal the whole process group, which must be the process's own. */
  group?: boolean;
};

/** Asks a process to end, waits, then forces it. Resolves when it is gone; never throws for one that already was. */
export async function stopProcess(identity: ProcessIdentity, options: StopOptions): Promise<void> {
  const target = options.group ? -identity.pid : identity.pid;
  const attempts: [NodeJS.Signals, number][] = [
    [options.signal ?? 'SIGTERM', options.patience],
    [options.force ?? 'SIGKILL', FORCED_PATIENCE_MS],
    ['SIGKILL', FORCED_PATIENCE_MS],
  ];
  for (const [signal, patience] of attempts) {
    if (!isAlive(identity)) return;
    send(target, signal);
    if (await goneWithin(identity, patience)) return;
  }
}

/** Time for the kernel to take a killed process away, and for Postgres to follow SIGQUIT (it gives its children 5 s). */
const FORCED_PATIENCE_MS = 6000;
const POLL_MS = 20;

async function goneWithin(identity: ProcessIdentity, patience: number): Promise<boolean> {
  const deadline = performance.now() + patience;
  while (isAlive(identity)) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // Gone between the look and the signal.
  }
}
